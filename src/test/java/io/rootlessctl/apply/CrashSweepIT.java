package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.lab.Snapshot;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.lab.Strace.Call;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every step of a real apply is killed: before its intent is on disk, before its effect, and before its end is told. */
class CrashSweepIT {
    private static final Path OWN = Path.of("/var/lib/rootlessctl");
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final Path FIRST_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    private static final Path PING = Path.of("/proc/sys/net/ipv4/ping_group_range");
    private static final String USER_PART = """
            [daemon]
            data-root = "~/containers"
            state = "stopped"
            [daemon.settings]
            log-driver = "local"
            debug = true
            [network]
            mtu = 1500
            [client]
            context = "rootless"
            shell = ["bash", "fish"]
            """;
    private static final String HOST_PART = """
            [limits]
            nofile = 65536
            [ports]
            privileged = "sysctl"
            unprivileged-start = 80
            """;
    private static final String RUNNING = "[[ports.publish]]\nspec = \"127.0.0.1:18080:80/tcp\"\n";
    private static final Map<String, String> FOREIGN = new TreeMap<>(Map.of(
            ".config/docker/daemon.json", "\"labels\" :[ \"a=b\"]", ".bashrc", "alias ll='ls -l'\n",
            ".docker/config.json", "\"psFormat\": \"{{.ID}}\""));

    @Test
    @DisplayName("O4: killed at every file of a user's apply: apply gets to the end, rollback to what was there before")
    void userSide() throws IOException {
        try (var user = RootlessUser.create()) {
            prepared(user, USER_PART);
            asUser("a user's apply", user).run(Strace.renames(), UnaryOperator.identity());
        }
    }

    @Test
    @DisplayName("I3 O4: killed wherever an install of programs, and a switch to others, changes a directory")
    void programs() throws IOException {
        try (var user = RootlessUser.create()) {
            archive(user, "1", "dockerd rootlesskit");
            archive(user, "2", "dockerd rootlesskit docker-proxy");
            prepared(user, install("1"));
            asUser("an install", user).run(Strace.changes(), CrashSweepIT::ofPrograms);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + install("2"));
            asUser("a switch of programs", user).run(Strace.changes(), CrashSweepIT::ofPrograms);
        }
    }

    private static void archive(RootlessUser user, String version, String programs) {
        user.run("sh", "-c", "mkdir -p v/docker; for name in " + programs + " dockerd-rootless.sh; do "
                + "printf '#!/bin/sh\\necho \"version " + version + "\"\\n' >v/docker/$name; chmod 755 v/docker/$name; done; "
                + "tar -C v -czf docker-" + version + ".tgz docker && rm -r v && sha256sum docker-*.tgz >SHA256SUMS").expect(0);
    }

    private static String install(String version) {
        return "[daemon]\nstate = \"stopped\"\n[install]\nfrom = [\"~/docker-" + version + ".tgz\"]\n";
    }

    /** The others are those of any apply. */
    private static List<Call> ofPrograms(List<Call> calls) {
        return calls.stream().filter(call -> !call.path().contains("/.local/state")).toList();
    }

    @Test
    @DisplayName("O4 I4 N5: killed at every file of root's apply for a host: limits, sub-ids, kernel parameters, a device")
    void hostSide() throws IOException {
        asRoot("root's apply", "[daemon]\nstate = \"stopped\"\n" + HOST_PART, false, UnaryOperator.identity());
    }

    @Test
    @DisplayName("O4: killed at every step of root's apply for a host and a user, from nothing to a running daemon")
    void hostAndRunningDaemon() throws IOException {
        asRoot("root's apply with a daemon", USER_PART.replaceAll("(?m)^(state|data-root) = .*\n", "") + HOST_PART + RUNNING, true,
                CrashSweep::inDoubt);
    }

    private static CrashSweep asUser(String what, RootlessUser user) {
        return new CrashSweep(what, new Places(user, List.of(user.home()), List.of(), List.of()), strace -> user.run(
                strace.of(Project.LAUNCHER.toString(), "apply", "-f", "rootless.toml")), user::rootlessctl, FOREIGN);
    }

    private static void asRoot(String what, String sections, boolean daemon, UnaryOperator<List<Call>> chosen)
            throws IOException {
        // What other applies have left on this host is not to be taken back.
        try (var user = RootlessUser.createWithout(Lack.SUB_IDS, Lack.DEVICES); var found = Snapshot.of(OWN)) {
            var places = new Places(user, List.of(user.home(), user.runtimeDirectory(), Path.of("/etc/subuid"),
                    Path.of("/etc/subgid"), Path.of("/etc/security/limits.d"), Path.of("/etc/sysctl.d"), OWN),
                    List.of(FIRST_PORT, PING), List.of(TUN));
            try (var state = places.state()) {
                Trees.delete(OWN);
                Files.writeString(FIRST_PORT, "1024");
                Files.writeString(PING, "1 0");
                Files.setAttribute(TUN, "unix:mode", 0600);
                prepared(user, sections + "[[users]]\nname = \"" + user.name() + "\"\n");
                var manifest = user.home().resolve("rootless.toml").toString();
                var apply = new ArrayList<>(Project.launched());
                apply.addAll(List.of("apply", "-f", manifest));
                new CrashSweep(what, places, strace -> Project.runAsRoot((daemon ? strace.lettingGo() : strace)
                        .of(apply.toArray(String[]::new))), arguments -> Project.asRoot(withPath(arguments, manifest)), FOREIGN)
                        .run(daemon ? Strace.renames().lettingGo() : Strace.renames(), chosen);
                user.killAll();
                state.restore();
            }
            found.restore();
        }
    }

    private static String[] withPath(String[] arguments, String manifest) {
        var all = new ArrayList<>(List.of(arguments));
        all.replaceAll(argument -> argument.equals("rootless.toml") ? manifest : argument);
        return all.toArray(String[]::new);
    }

    private static void prepared(RootlessUser user, String sections) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + sections);
        user.write(user.home().resolve(".bashrc"), "alias ll='ls -l'\n\n# no line end");
        user.write(user.home().resolve(".config/docker/daemon.json"),
                "{\"labels\" :[ \"a=b\"],\n\t \"log-driver\":\t\"json-file\" }\n\n");
        user.write(user.home().resolve(".docker/config.json"), "{ \"psFormat\": \"{{.ID}}\" }");
    }

    @Test
    @DisplayName("O4 I6: killed while the daemon is stopped, started and waited for, told by plan, and it goes on or back")
    void withADaemon() throws IOException {
        for (var at : List.of("StopDirect", "StartDirect", "AwaitReady")) {
            try (var user = RootlessUser.create()) {
                prepared(user, "");
                var first = "schema = 1\n[network]\nmtu = 1500\n";
                user.write(user.home().resolve("rootless.toml"), first);
                user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
                user.write(user.home().resolve("second.toml"), first.replace("1500", "1400"));
                killed(user, at);
                var plan = user.rootlessctl("plan", "-f", "second.toml").expect(0);
                assertTrue(plan.err().contains("was cut off"), plan.err());
                for (var command : List.of("doctor -f second.toml", "env -f second.toml", "validate --host -f second.toml", "import")) {
                    var told = user.rootlessctl(command.split(" ")).err();
                    assertTrue(told.contains("was cut off"), command + ": " + told);
                }
                if (at.equals("AwaitReady")) {
                    user.rootlessctl("apply", "-f", "second.toml").expect(0);
                    user.rootlessctl("drift", "-f", "second.toml").expect(0);
                } else {
                    user.rootlessctl("rollback", "--yes").expect(0);
                    user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
                }
                assertEquals("", user.rootlessctl("plan", "-f", "second.toml").expect(0).err());
                user.docker("info").expect(0);
            }
        }
    }

    private static void killed(RootlessUser user, String at) throws IOException {
        var journal = user.home().resolve(".local/state/rootlessctl/journal.json");
        var running = user.start(user.home().resolve("apply.log"), Map.of(), Project.LAUNCHER.toString(), "apply", "-f",
                "second.toml");
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(journal).contains("\"step\":\"" + at + "\"")
                        && Files.readString(journal).contains("\"result\":null"));
        running.destroyForcibly().onExit().join();
    }
}
