package io.rootlessctl.apply;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.ForeignHost;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * dnf 4, dnf 5, zypper and pacman themselves, each on a copy of this host that is its distribution's, with a repository of
 * few packages. Debian has no apk: what that is asked and answers is taken from apk(8).
 */
class PackageManagersIT {
    private static final String MANIFEST = """
            schema = 1
            [daemon]
            state = "stopped"
            [network]
            driver = "slirp4netns"
            [storage]
            driver = "vfs"
            [host]
            packages = "install"
            """;
    private static final String USERS = "[[users]]\nname = \"" + ForeignHost.USER + "\"\n";
    private static final String FILE = "/root/rootless.toml";

    @TempDir
    private Path logs;

    /** What is particular to each; {@code transactions} prints a line for each that there was. */
    private enum Manager {
        DNF("fedora-42", "shadow-utils", "libcap", List.of("dnf", "install", "-y", "slow"),
                "dnf -q history list | grep '| Install '"),
        DNF5("fedora-42", "shadow-utils", "libcap", List.of("dnf", "install", "-y", "slow"),
                "dnf -q history list | tail -n +2"),
        ZYPPER("opensuse-leap-15.6", "shadow", "libcap-progs", List.of("zypper", "--non-interactive", "install", "slow"),
                "grep '|command|.*install' /var/log/zypp/history"),
        PACMAN("arch", "shadow", "libcap", List.of("pacman", "-Sy", "--noconfirm", "slow"),
                "grep 'transaction completed' /var/log/pacman.log");

        private final String release;
        private final String shadow;
        private final String libcap;
        private final List<String> slow;
        private final String transactions;

        Manager(String release, String shadow, String libcap, List<String> slow, String transactions) {
            this.release = release;
            this.shadow = shadow;
            this.libcap = libcap;
            this.slow = slow;
            this.transactions = transactions;
        }

        ForeignHost host() throws IOException {
            var host = ForeignHost.create(toString(), release);
            host.write(FILE, MANIFEST + USERS);
            return host;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("P1 P9 O1: what is missing is installed in one transaction that asks nothing, and then all is converged")
    void installsWhatIsMissing(Manager manager) throws IOException {
        try (var host = manager.host()) {
            var plan = json(host.rootlessctl("plan", "-f", FILE, "-o", "json").expect(0).out());
            assertEquals("[\"install " + manager.shadow + ", slirp4netns (" + manager.toString().replace("5", "") + ")\"]", steps(plan).toString());
            host.rootlessctl("apply", "-f", FILE).expect(0);
            assertEquals("4755", host.run("stat", "-c", "%a", "/usr/bin/newuidmap").expect(0).out().strip());
            assertEquals(1, host.run("sh", "-c", manager.transactions).expect(0).out().lines().count());
            var again = json(host.rootlessctl("apply", "-f", FILE, "-o", "json").expect(0).out());
            assertTrue(again.get("converged").asBoolean(), again::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("P1 P9: an ordinary user's block for root installs what is missing, also when it is run twice")
    void theBlockInstalls(Manager manager) throws IOException {
        try (var host = manager.host()) {
            host.write(FILE, MANIFEST);
            host.run("install", "-m", "644", FILE, "/home/rootless.toml").expect(0);
            host.asUser("apply", "-f", "/home/rootless.toml").expect(3);
            var script = host.asUser("plan", "-f", "/home/rootless.toml", "--remedies").expect(0).out();
            host.input(script, "sh").expect(0);
            host.input(script, "sh").expect(0);
            assertTrue(host.has("/usr/bin/newuidmap") && host.has("/usr/bin/slirp4netns"));
            host.asUser("apply", "-f", "/home/rootless.toml").expect(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("P1 P9: a package that no repository has is named, and nothing else is lost")
    void namesWhatIsNotToBeHad(Manager manager) throws IOException {
        try (var host = manager.host()) {
            host.run("rm", "/usr/sbin/setcap").expect(0);
            host.write(FILE, MANIFEST + "[ports]\nprivileged = \"capability\"\n" + USERS);
            var outcome = host.rootlessctl("apply", "-f", FILE).expect(4);
            assertTrue((outcome.out() + outcome.err()).lines().anyMatch(line ->
                    line.contains("packages ") && line.matches(".*['’: ]" + manager.libcap + "\\b.*")), outcome::toString);
            assertFalse(host.has("/usr/bin/slirp4netns"), "a transaction is done whole or not at all");
            host.write(FILE, MANIFEST + USERS);
            host.rootlessctl("apply", "-f", FILE).expect(0);
        }
    }

    @Test
    @DisplayName("P1 P9: what zypper has installed counts, although another repository cannot be read")
    void anotherRepositoryIsBroken() throws IOException {
        try (var host = Manager.ZYPPER.host()) {
            host.write("/etc/zypp/repos.d/broken.repo",
                    "[broken]\nname=broken\nbaseurl=file:///nowhere\nenabled=1\nautorefresh=1\n");
            host.rootlessctl("apply", "-f", FILE).expect(0);
            assertTrue(host.has("/usr/bin/slirp4netns"));
        }
    }

    @Test
    @DisplayName("P1 P9: another package manager at work is waited for; one that does not end is named after two minutes")
    void waitsForTheLock() throws Exception {
        var hosts = new EnumMap<Manager, ForeignHost>(Manager.class);
        try {
            var applies = new EnumMap<Manager, Process>(Manager.class);
            for (var manager : Manager.values()) {
                hosts.put(manager, manager.host());
                occupy(manager, hosts.get(manager));
                applies.put(manager, hosts.get(manager).start(log(manager), Project.LAUNCHER.toString(),
                        "apply", "-f", FILE));
            }
            for (var entry : applies.entrySet()) {
                namesTheHolder(entry);
            }
            for (var manager : Manager.values()) {
                waits(manager, hosts.get(manager));
            }
        } finally {
            for (var host : hosts.values()) {
                host.close();
            }
        }
    }

    private Path log(Manager manager) {
        return logs.resolve(manager + ".log");
    }

    /** Begins a transaction, which lasts until /go is there. */
    private void occupy(Manager manager, ForeignHost host) throws IOException {
        var slow = logs.resolve(manager + ".slow");
        host.start(slow, manager.slow.getFirst(), manager.slow.subList(1, manager.slow.size()).toArray(String[]::new));
        await().atMost(Duration.ofSeconds(60)).until(() -> host.has("/working"));
    }

    private void namesTheHolder(Map.Entry<Manager, Process> apply) throws Exception {
        assertTrue(apply.getValue().waitFor(4, TimeUnit.MINUTES), "no bound");
        var words = Files.readString(log(apply.getKey()));
        assertEquals(4, apply.getValue().exitValue(), words);
        assertTrue(words.contains("another package manager has been at work for 120 s"), words);
        if (apply.getKey() == Manager.ZYPPER) {
            ReadmeBlock.PACKAGES_LOCKED.assertIn(words);
        }
        assertTrue(words.matches("(?si).*" + apply.getKey() + "\\b.*") && words.matches("(?si).*(process|pid) \\d+.*"), words);
    }

    private void waits(Manager manager, ForeignHost host) throws Exception {
        var apply = host.start(log(manager), Project.LAUNCHER.toString(), "apply", "-f", FILE);
        assertFalse(apply.waitFor(10, TimeUnit.SECONDS), "did not wait");
        assertFalse(host.has("/usr/bin/slirp4netns"));
        host.run("touch", "/go").expect(0);
        assertTrue(apply.waitFor(2, TimeUnit.MINUTES), "waits for ever");
        assertEquals(0, apply.exitValue(), Files.readString(log(manager)));
        assertTrue(host.has("/usr/bin/slirp4netns"));
    }

    private static JsonNode steps(JsonNode plan) {
        return StreamSupport.stream(plan.get("changes").spliterator(), false)
                .filter(change -> change.get("address").asText().equals("packages[host]"))
                .findFirst().orElseThrow().get("steps");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
