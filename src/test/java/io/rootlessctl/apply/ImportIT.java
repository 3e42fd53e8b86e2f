package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real daemon that is there already becomes a rootless.toml, and neither it nor any file notices. */
class ImportIT {
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
