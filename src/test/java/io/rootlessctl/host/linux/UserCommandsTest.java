package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4: what is run for a user can do nothing to root")
class UserCommandsTest {
    private static final Account ROOT = new Account("root", 0, 0, Path.of("/root"), Path.of("/bin/sh"));
    private static final Account ALICE =
            new Account("alice", 1000, 1001, Path.of("/home/alice"), Path.of("/bin/sh"));
    private static final Map<String, String> HOSTILE =
            Map.of("LD_PRELOAD", "/home/alice/x.so", "GCONV_PATH", "/home/alice", "PATH", "/home/alice/bin");
    private static final List<String> SCRIPT = List.of("/home/alice/bin/dockerd-rootless.sh", "--mtu=1");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    @DisplayName("no variable of the user is in the environment of what runs as root; they are set by the first that does not")
    void environmentBelongsToTheUser() throws IOException {
        var commands = new UserCommands(ROOT, Map.of());
        for (var start : List.of(commands.as(ALICE, HOSTILE, SCRIPT), commands.apart(ALICE, HOSTILE, SCRIPT))) {
            assertEquals(Map.of("PATH", UserCommands.PATH, "LC_ALL", "C"), start.environment());
            assertEquals(
                    List.of("setsid", "setpriv", "--reuid=1000", "--regid=1001", "--init-groups", "--", "env", "-i",
                            "--", "GCONV_PATH=/home/alice", "LD_PRELOAD=/home/alice/x.so", "PATH=/home/alice/bin",
                            "/home/alice/bin/dockerd-rootless.sh", "--mtu=1"),
                    start.argv().stream().map(UserCommandsTest::systemName).toList());
        }
    }

    @Test
    @DisplayName("the caller's own are started with their environment as it is")
    void ownCommands() throws IOException {
        var commands = new UserCommands(ALICE, Map.of());
        assertEquals(new UserCommands.Start(SCRIPT, HOSTILE), commands.as(ALICE, HOSTILE, SCRIPT));
        var apart = commands.apart(ALICE, HOSTILE, SCRIPT);
        assertEquals(HOSTILE, apart.environment());
        assertEquals("setsid", systemName(apart.argv().getFirst()));
        assertEquals(SCRIPT, apart.argv().subList(1, apart.argv().size()));
    }

    @Test
    @DisplayName("what the caller starts finds the system's sbin, which an ordinary user's PATH leaves out, after the own PATH")
    void sbin() throws IOException {
        var directories = new UserDirectories(Path.of("/root"), Path.of("/run/user/0"), Path.of("/root/.config"),
                Path.of("/root/.local/share"), Path.of("/root/.local/state"), Path.of("/root/.cache"));
        var path = new UserCommands(ROOT, Map.of("PATH", "/opt/bin:/bin"))
                .run(ROOT, directories, LIMIT, List.of("printenv", "PATH")).out().strip();
        assertEquals("/opt/bin:/bin:" + UserCommands.PATH, path);
    }

    @Test
    void aProgramThatEnvWouldTakeForAVariable() {
        var commands = new UserCommands(ROOT, Map.of());
        var problem = assertThrows(IOException.class, () -> commands.as(ALICE, HOSTILE, List.of("/home/a=b/x")));
        assertTrue(problem.getMessage().startsWith("/home/a=b/x: found ="), problem::getMessage);
    }

    @Test
    @DisplayName("a program of another user has a session of its own without a terminal, and an environment of ours")
    void ownSession() throws IOException {
        var host = new LinuxHost(Map.of());
        Rights.needRoot(host);
        var user = Rights.nobody(host);
        var directories = host.directories(user);
        var stat = host.commands().run(user, directories, LIMIT, List.of("cat", "/proc/self/stat")).out();
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        assertEquals(stat.substring(0, stat.indexOf(' ')), fields[3], "leads its session");
        assertEquals("0", fields[4], "has no terminal");
        var environment = host.commands().run(user, directories, LIMIT, List.of("env")).out();
        assertTrue(environment.contains("HOME=" + user.home() + "\n"), environment);
        assertEquals(8, environment.lines().count(), environment);
    }

    @Test
    @DisplayName("O4: no Ctrl-C of this process's terminal reaches a command of the caller's own: it has a session of its own")
    void ownSessionOfTheCallers() throws IOException {
        var host = new LinuxHost(Map.of());
        var own = host.commands().run(host.caller(), host.directories(host.caller()), LIMIT, List.of("cat", "/proc/self/stat"));
        for (var stat : List.of(own.out(), host.commands().run(Map.of(), LIMIT, List.of("cat", "/proc/self/stat")).out())) {
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            var pid = stat.substring(0, stat.indexOf(' '));
            assertEquals(List.of(pid, pid), List.of(fields[2], fields[3]), "leads its process group and its session");
        }
    }

    @Test
    @DisplayName("root runs no program that the user can write, not even to learn its version")
    void noVersionOfAUsersProgram() throws IOException {
        var host = new LinuxHost(Map.of());
        Rights.needRoot(host);
        var nobody = Rights.nobody(host);
        var home = Rights.home(nobody);
        try {
            var user = new Account(nobody.name(), nobody.uid(), nobody.gid(), home, nobody.shell());
            var program = Files.writeString(Files.createDirectory(home.resolve("bin")).resolve("docker"),
                    "#!/bin/sh\ntouch " + home.resolve("ran") + "\necho Docker version 20.10.24, build x\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(home.resolve("bin"), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertEquals(program, host.program("docker", user).found().orElseThrow().path());
            assertEquals(Observation.absent(), host.version("docker", user));
            assertTrue(Files.notExists(home.resolve("ran")));
        } finally {
            Rights.remove(home);
        }
    }

    private static String systemName(String argument) {
        return argument.matches("(/usr)?/s?bin/[a-z]+") ? Path.of(argument).getFileName().toString() : argument;
    }
}
