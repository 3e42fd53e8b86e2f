package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real daemon that is there already becomes a rootless.toml, and neither it nor any file notices. */
class ImportIT {
    /** They make users of their own and want systemd: their import is looked at on a host that is no real one. */
    private static final Set<String> OTHER_HOSTS = Set.of("ci-runner.toml", "shared-host.toml");

    private static final Path SCRIPT = Path.of("/usr/share/docker.io/contrib/dockerd-rootless.sh");

    @Test
    @DisplayName("O5: a daemon that was started by hand, as Docker's pages say, is imported to a converged plan")
    void importsWhatWasSetUpByHand() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve(".config/docker/daemon.json"), """
                    {
                      "data-root": "%s/containers",
                      "log-driver": "local",
                      "storage-driver": "vfs"
                    }
                    """.formatted(user.home()));
            var log = user.home().resolve("dockerd.log");
            user.start(log, Map.of("DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "1400", "DOCKERD_ROOTLESS_ROOTLESSKIT_NET",
                    "slirp4netns"), SCRIPT.toString(), "--label=made=by-hand");
            user.awaitDocker(log);

            var imported = converged(user);
            for (var line : List.of("data-root = \"~/containers\"  # ~/.config/docker/daemon.json",
                    "log-driver = \"local\"  # ~/.config/docker/daemon.json", "driver = \"vfs\"  # ~/.config/docker/daemon.json",
                    "# mtu = 1400  # rootlesskit's command line, process ")) {
                assertTrue(imported.out().contains("\n" + line), imported.out());
            }
            assertTrue(imported.err().contains("only a comment: network.mtu of rootlesskit's command line"), imported.err());
            assertTrue(imported.err().contains(": --label on its command line"), imported.err());
            assertFalse(imported.err().contains("by-hand"), imported.err());
        }
    }

    @Test
    @DisplayName("O5: what an apply has set up, of which nothing is remembered, is imported to a converged plan")
    void importsWhatNobodyRemembers() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), """
                    schema = 1
                    [daemon]
                    socket = "~/run/docker.sock"
                    [daemon.settings]
                    log-driver = "local"
                    log-opts = { max-size = "10m" }
                    [network]
                    mtu = 1400
                    [[ports.publish]]
                    spec = "127.0.0.1:18080:80/tcp"
                    [client]
                    context = "rootless"
                    shell = ["bash"]
                    """);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            Trees.delete(user.home().resolve(".local/state/rootlessctl"));

            var imported = converged(user);
            for (var line : List.of("socket = \"~/run/docker.sock\"", "log-driver = \"local\"", "mtu = 1400",
                    "log-opts = {\"max-size\" = \"10m\"}", "spec = \"127.0.0.1:18080:80/tcp\"", "context = \"rootless\"",
                    "shell = [\"bash\"]")) {
                assertTrue(imported.out().contains("\n" + line + "  # "), imported.out());
            }
            assertFalse(imported.err().contains("rootlessctl: import: "), imported.err());
        }
    }

    static Stream<Path> examples() throws IOException {
        try (var files = Files.list(Project.ROOT.resolve("examples"))) {
            return files.filter(file -> file.toString().endsWith(".toml") && !OTHER_HOSTS.contains(file.getFileName().toString()))
                    .sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    @DisplayName("O5: what an example has set up is imported to a plan with nothing to do, remembered or not")
    void importsEveryExample(Path example) throws IOException {
        try (var user = RootlessUser.create()) {
            var text = Files.readString(example);
            boolean byRoot = text.contains("\n[[users]]");
            var directory = byRoot ? Files.createTempDirectory("rootless") : user.home();
            try {
                write(user, byRoot, directory.resolve("rootless.toml"), text.replace("\"rootless\"\ncreate = true", "\"" + user.name() + "\""));
                // What only root may do, and on this host nobody can, is left.
                var applied = run(user, byRoot, directory, "apply", "-f", "rootless.toml");
                assertTrue(Set.of(0, 3).contains(applied.exit()), () -> applied.out() + applied.err());
                // What is blocked is not there to be found.
                var found = applied.exit() == 0 ? text : "";
                declares(user, byRoot, directory, "remembered.toml", found);
                if (!byRoot) {
                    Trees.delete(user.home().resolve(".local/state/rootlessctl"));
                    declares(user, byRoot, directory, "forgotten.toml", found);
                }
            } finally {
                if (byRoot) {
                    run(user, true, directory, "uninstall", "--yes").expect(0);
                    Trees.delete(directory);
                }
            }
        }
    }

    private static void declares(RootlessUser user, boolean byRoot, Path directory, String name, String example) {
        var imported = run(user, byRoot, directory, "import", "--output", name).expect(0);
        assertFalse(imported.err().contains("would change it"), imported.err());
        var text = Commands.run("cat", directory.resolve(name).toString()).out();
        for (var line : List.of("listen = \"0.0.0.0:2376\"", "tls = \"generate\"", "enabled = true", "log-driver = \"local\"",
                "mtu = 1500")) {
            if (example.replaceAll(" +=", " =").contains("\n" + line)) {
                assertTrue(text.contains("\n" + line), text);
            }
        }
        var plan = run(user, byRoot, directory, "plan", "-f", name, "--detailed-exitcode");
        assertEquals(0, plan.exit(), () -> plan.out() + text);
    }

    private static Outcome run(RootlessUser user, boolean byRoot, Path directory, String... arguments) {
        if (!byRoot) {
            return user.rootlessctl(arguments);
        }
        var command = new ArrayList<>(List.of("env", "-C", directory.toString(), Project.LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new));
    }

    private static void write(RootlessUser user, boolean byRoot, Path file, String text) throws IOException {
        if (byRoot) {
            Files.writeString(file, text);
        } else {
            user.write(file, text);
        }
    }

    /** Imports, plans what was imported, and looks whether anything has changed meanwhile. */
    private static Outcome converged(RootlessUser user) throws IOException {
        var before = seen(user);
        var imported = user.rootlessctl("import").expect(0);
        assertEquals(before, seen(user));

        user.rootlessctl("import", "--output", "imported.toml").expect(0);
        assertEquals(imported.out(), user.read(user.home().resolve("imported.toml")));
        user.rootlessctl("import", "--output", "imported.toml").expect(1);
        user.rootlessctl("validate", "-f", "imported.toml").expect(0);
        var plan = user.rootlessctl("plan", "-f", "imported.toml", "--detailed-exitcode");
        assertEquals(0, plan.exit(), () -> plan.out() + imported.out());
        assertEquals(before, seen(user).replaceAll("(?m)^\\./imported\\.toml .*\n", ""));
        return imported;
    }

    /** The processes, and when each file was last changed; dockerd itself writes into its data and its log. */
    private static String seen(RootlessUser user) {
        return user.processes() + "\n" + user.run("find", ".", "-path", "./containers", "-prune", "-o", "-path",
                "./.local/share/docker", "-prune", "-o", "-type", "f", "-not", "-name", "dockerd.log", "-printf", "%p %C@\n")
                .expect(0).out();
    }
}
