package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real rootless dockerd, and a home that is afterwards what it was before, file by file. */
class TakeBackIT {
    private static final String DATA = ".local/share/docker";
    private static final String MANIFEST = """
            schema = 1
            [daemon]
            start = "manual"
            [daemon.settings]
            log-driver = "local"
            debug = true
            [network]
            mtu = 1500
            [storage]
            driver = "vfs"
            [client]
            context = "rootless"
            shell = ["bash", "fish"]
            """;

    @Test
    @DisplayName("I8: uninstall leaves the home equal to the one before, but for the data; with --purge-data without it")
    void homeIsAsBefore() {
        try (var user = RootlessUser.create()) {
            prepared(user);
            var before = Listing.of(user.home());
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            used(user);

            var asked = user.rootlessctl("uninstall").expect(2);
            assertTrue(asked.out().contains("daemon[" + user.name() + "] (stop)"), asked.out());
            assertTrue(asked.out().contains(DATA + ": "), asked.out());
            user.docker("info").expect(0);

            user.rootlessctl("uninstall", "--yes").expect(0);
            assertEquals(List.of(), Listing.of(user.home()).without(DATA).since(before.without(DATA)).stream()
                    .filter(line -> !line.startsWith(".local/share: ") && !line.startsWith(".local: ")).toList());
            assertTrue(Files.exists(user.home().resolve(DATA).resolve("volumes")), "the data is gone");
            assertEquals(List.of(), user.processes());

            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
            assertFalse(Files.exists(user.home().resolve(DATA)), "the data is still there");
            assertTrue(user.rootlessctl("uninstall").expect(0).out().contains("Nothing of rootlessctl is here."));
        }
    }

    @Test
    @DisplayName("I8 I6: without a runtime directory of a login nothing of the daemon's own is left either")
    void withoutRuntimeDirectory() {
        try (var user = RootlessUser.createWithout(Lack.RUNTIME_DIRECTORY)) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            var before = Listing.of(user.home());
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            used(user);

            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);

            assertEquals(List.of(), Listing.of(user.home()).since(before));
        }
    }

    @Test
    @DisplayName("I8 I4: root takes back a user's all, and the ids that it gave, with the data")
    void rootTakesBackAll() throws IOException {
        try (var user = RootlessUser.createWithout(Lack.SUB_IDS)) {
            prepared(user);
            var manifest = user.home().resolve("rootless.toml");
            user.write(manifest, MANIFEST + "[limits]\nnofile = 65536\n[[users]]\nname = \"" + user.name() + "\"\n");
            boolean known = Files.exists(Path.of("/var/lib/rootlessctl"));
            var security = Listing.of(Path.of("/etc/security"));
            var before = Listing.of(user.home());
            var etc = ownLines(user);
            Project.asRoot("apply", "-f", manifest.toString()).expect(0);
            assertEquals(2, ownLines(user).size() - etc.size());
            assertTrue(Files.exists(Path.of("/etc/security/limits.d/90-rootlessctl-" + user.name() + ".conf")), "no limits");
            used(user);

            var kept = Project.asRoot("uninstall", "--user", user.name(), "--dry-run").expect(0);
            assertTrue(kept.out().contains("stay: they own the data in"), kept.out());
            Project.asRoot("uninstall", "--user", user.name(), "--purge-data", "--yes").expect(0);

            assertEquals(List.of(), Listing.of(user.home()).since(before));
            assertEquals(etc, ownLines(user));
            assertEquals(List.of(), Listing.of(Path.of("/etc/security")).since(security));
            assertEquals(known, Files.exists(Path.of("/var/lib/rootlessctl")));
            assertEquals(List.of(), user.processes());
        }
    }

    @Test
    @DisplayName("O4: rollback takes an apply back and forth, and is refused where the host has changed since")
    void rollsBackAndForth() throws IOException {
        try (var user = RootlessUser.create()) {
            prepared(user);
            var before = Listing.of(user.home());
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var first = Listing.of(user.home());
            user.write(user.home().resolve("second.toml"), MANIFEST.replace("1500", "1400").replace("debug = true", "debug = false"));
            user.rootlessctl("apply", "-f", "second.toml").expect(0);
            assertTrue(commandLine(user).contains("--mtu=1400"));

            var history = user.rootlessctl("history", "-o", "json").expect(0).out();
            PlanSchema.assertValid("history", history);
            var applies = new ObjectMapper().readTree(history).path("applies");
            assertEquals(user.home() + "/second.toml", applies.path(1).path("manifest").asText());
            assertEquals(user.name(), applies.path(1).path("caller").asText());
            assertEquals(1, applies.path(1).path("restarts").asInt());

            user.rootlessctl("rollback", "--yes").expect(0);
            assertTrue(commandLine(user).contains("--mtu=1500"));
            assertEquals("true\n", user.docker("info", "--format", "{{.Debug}}").expect(0).out());
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
            assertEquals(List.of(), settings(Listing.of(user.home()).since(first)));

            user.rootlessctl("rollback", "--yes").expect(0);
            user.rootlessctl("drift", "-f", "second.toml").expect(0);

            var json = user.home().resolve(".config/docker/daemon.json");
            var text = user.read(json);
            user.write(json, text.replace("local", "none"));
            var refused = user.rootlessctl("rollback", "2", "--yes").expect(1);
            assertTrue(refused.err().contains("daemon-json[" + user.name() + "]: log-driver is \"none\" now"), refused.err());
            user.write(json, text);
            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
            assertEquals(List.of("second.toml"), Listing.of(user.home()).since(before).stream()
                    .map(line -> line.substring(0, line.indexOf(": "))).toList());
        }
    }

    /** Files of the user's own, of the names that are written, in a layout nobody would choose. */
    private static void prepared(RootlessUser user) {
        user.write(user.home().resolve("rootless.toml"), MANIFEST);
        user.write(user.home().resolve(".bashrc"), "alias ll='ls -l'\n\n# no line end");
        user.write(user.home().resolve(".config/docker/daemon.json"),
                "{\"labels\" :[ \"a=b\"],\n\t \"log-driver\":\t\"json-file\" }\n\n");
        user.write(user.home().resolve(".docker/config.json"), "{ \"psFormat\": \"{{.ID}}\" }");
    }

    private static void used(RootlessUser user) {
        user.importBusybox("bb");
        user.docker("run", "--name", "job", "-v", "kept:/kept", "bb", "touch", "/kept/file").expect(0);
    }

    /** But for what a daemon and rootlessctl keep for themselves. */
    private static List<String> settings(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith(".local/") && !line.startsWith("second.toml")).toList();
    }

    private static List<String> ownLines(RootlessUser user) throws IOException {
        var lines = new java.util.ArrayList<String>();
        for (var file : List.of("/etc/subuid", "/etc/subgid", "/etc/passwd", "/etc/group")) {
            Files.readString(Path.of(file)).lines().filter(line -> line.startsWith(user.name() + ":"))
                    .forEach(line -> lines.add(file + " " + line));
        }
        return lines;
    }

    private static List<String> commandLine(RootlessUser user) throws IOException {
        for (var pid : user.processes()) {
            if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("rootlesskit")) {
                return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
            }
        }
        throw new AssertionError(user.name() + " has no rootlesskit");
    }
}
