package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootfulSocket;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker -H ssh://} of another user, through a real sshd and the user's login shell. */
class SshAccessIT {
    private static final Path SETTINGS = Path.of("/etc/ssh/sshd_config.d/rootlessctl-test.conf");
    private static final String ELSEWHERE = "DOCKER_HOST is unix:///var/run/docker.sock in shells that are not interactive";
    private static final String DECLARED = "schema = 1\n[expose.ssh]\nenabled = true\n";

    @ParameterizedTest(name = "login shell {0}")
    @ValueSource(strings = {"bash", "sh", "zsh", "fish"})
    @DisplayName("C4: ssh:// reaches the rootless daemon, also while a rootful socket stands there, whatever the shell")
    void reachesTheRootlessDaemon(String shell) throws IOException {
        try (var server = SshServer.start(); RootfulSocket _ = RootfulSocket.open();
                var user = RootlessUser.create(); var client = RootlessUser.create()) {
            useShell(user, shell);
            server.admit(client, user);
            assertEquals(RootfulSocket.NAME, name(client, server, user), "before");
            user.write(user.home().resolve("rootless.toml"), DECLARED);
            var plan = user.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
            assertTrue(plan.contains("now it is the rootful Docker's, whose socket is there"), plan);

            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var asked = docker(client, server, user, "{{.SecurityOptions}} {{.DockerRootDir}}").expect(0);
            assertTrue(asked.out().contains("name=rootless"), asked.out());
            assertTrue(asked.out().contains(user.home().toString()), asked.out());
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);

            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
            assertFalse(Files.exists(user.home().resolve(".docker/config.json")), "the context is still selected");
            assertEquals(RootfulSocket.NAME, name(client, server, user), "after");
        }
    }

    @Test
    @DisplayName("C4: what would win over the context is named and refused: a variable, and start-up files that print")
    void namesWhatStandsInTheWay() throws IOException {
        try (var server = SshServer.start(); var user = RootlessUser.create(); var client = RootlessUser.create()) {
            useShell(user, "bash");
            server.admit(client, user);
            user.write(user.home().resolve("rootless.toml"), DECLARED);
            user.write(user.home().resolve(".bashrc"), "export DOCKER_HOST=unix:///var/run/docker.sock\n");
            var variable = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(variable.contains("DOCKER_HOST is unix:///var/run/docker.sock in shells that are not interactive"), variable);

            user.write(user.home().resolve(".bashrc"), "echo Welcome\n");
            var printing = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(printing.contains("print \"Welcome\""), printing);

            user.write(user.home().resolve(".bashrc"), "case $- in\n    *i*) ;;\n      *) return;;\nesac\necho Welcome\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            docker(client, server, user, "{{.ID}}").expect(0);
        }
    }

    @Test
    @DisplayName("C4: a DOCKER_CONTEXT that leads elsewhere is refused, for the real client goes by it; without it all is well")
    void namesAnotherContext() throws IOException {
        try (var server = SshServer.start(); RootfulSocket _ = RootfulSocket.open();
                var user = RootlessUser.create(); var client = RootlessUser.create()) {
            useShell(user, "bash");
            server.admit(client, user);
            user.write(user.home().resolve("rootless.toml"), DECLARED);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.write(user.home().resolve(".bashrc"), "export DOCKER_CONTEXT=default\n");
            assertEquals(RootfulSocket.NAME, name(client, server, user));
            var refused = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(refused.contains("DOCKER_CONTEXT is default in shells that are not interactive"), refused);

            user.write(user.home().resolve(".bashrc"), "export DOCKER_CONTEXT=rootless\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue(docker(client, server, user, "{{.SecurityOptions}}").expect(0).out().contains("name=rootless"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetEnv DOCKER_HOST=unix:///var/run/docker.sock", "PermitUserEnvironment yes"})
    @DisplayName("C4: a DOCKER_HOST that sshd itself gives is seen, by the user and by root, as the real client goes by it")
    void seesWhatSshdGives(String setting) throws IOException {
        Files.createDirectories(SETTINGS.getParent());
        Files.writeString(SETTINGS, setting + "\n");
        try (var server = SshServer.start(); RootfulSocket _ = RootfulSocket.open();
                var user = RootlessUser.create(); var client = RootlessUser.create()) {
            useShell(user, "bash");
            server.admit(client, user);
            user.write(user.home().resolve(".ssh/environment"), "DOCKER_HOST=unix:///var/run/docker.sock\n");
            user.write(user.home().resolve("rootless.toml"), DECLARED);
            var refused = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(refused.contains(ELSEWHERE), refused);
            var manifest = user.home().resolve("all.toml");
            user.write(manifest, DECLARED + "[[users]]\nname = \"" + user.name() + "\"\n");
            var asRoot = Project.asRoot("plan", "-f", manifest.toString()).expect(0).out();
            assertTrue(asRoot.contains(ELSEWHERE), asRoot);
            assertEquals(RootfulSocket.NAME, name(client, server, user));

            Files.delete(SETTINGS);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            Project.asRoot("plan", "-f", manifest.toString(), "--detailed-exitcode").expect(0);
        } finally {
            Files.deleteIfExists(SETTINGS);
        }
    }

    @Test
    @DisplayName("C4 I4 I9: root looks with the user's rights and at the user's shell")
    void rootDoesItForAUser() throws IOException {
        try (var server = SshServer.start(); var user = RootlessUser.create(); var client = RootlessUser.create()) {
            useShell(user, "bash");
            server.admit(client, user);
            user.write(user.home().resolve(".bashrc"), "id -u >>\"$HOME/looked-as\"\n");
            var manifest = user.home().resolve("all.toml");
            user.write(manifest, DECLARED + "[[users]]\nname = \"" + user.name() + "\"\n");
            Project.asRoot("apply", "-f", manifest.toString()).expect(0);
            assertEquals(Long.toString(user.uid()), user.read(user.home().resolve("looked-as")).lines().distinct()
                    .reduce((one, other) -> one + " " + other).orElse(""));
            docker(client, server, user, "{{.ID}}").expect(0);
            Project.asRoot("drift", "-f", manifest.toString()).expect(0);
            Project.asRoot("uninstall", "--user", user.name(), "--purge-data", "--yes").expect(0);
        }
    }

    private static void useShell(RootlessUser user, String name) {
        var path = Commands.run("which", name).expect(0).out().strip();
        Commands.run("usermod", "-s", path, user.name()).expect(0);
    }

    private static String name(RootlessUser client, SshServer server, RootlessUser user) {
        return docker(client, server, user, "{{.Name}}").expect(0).out().strip();
    }

    private static Outcome docker(RootlessUser client, SshServer server, RootlessUser user, String format) {
        return client.run("docker", "-H", server.url(user), "info", "--format", format);
    }
}
