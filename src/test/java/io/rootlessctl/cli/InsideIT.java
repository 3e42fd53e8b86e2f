package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** exec, idmap and logs, on a real daemon, as its user and as root for the user. */
class InsideIT {

    @Test
    @DisplayName("X1, T19, O7: exec enters the namespaces, idmap translates as the kernel does, logs shows the daemon's log")
    void insideADaemon() throws Exception {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            runsAsTheUser(user);
            runsAsRoot(user);
            givesExitStatuses(user);
            hasATerminal(user);
            translates(user);
            showsTheLog(user);
            isAsReadmeShows(user);
            pointsAClient(user);
        }
    }

    /** A database's volume, whose files belong to a user of the container. */
    private static void isAsReadmeShows(RootlessUser user) {
        user.docker("volume", "create", "db").expect(0);
        user.rootlessctl("exec", "--", "chown", "999:999", user.home() + "/.local/share/docker/volumes/db/_data").expect(0);
        ReadmeBlock.EXEC.assertRuns(line -> inShell(user, line));
        ReadmeBlock.IDMAP.assertRuns(line -> inShell(user, line));
    }

    /** By the line that the help has for each shell. */
    private static void pointsAClient(RootlessUser user) {
        var shells = Map.of("bash", "eval \"$(rootlessctl env --shell bash)\"", "zsh", "eval \"$(rootlessctl env --shell zsh)\"",
                "fish", "rootlessctl env --shell fish | source");
        shells.forEach((shell, line) -> assertEquals("true\n", user.run("env", "PATH=" + Project.LAUNCHER.getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin",
                shell, "-c", line + "; docker info --format '{{json .SecurityOptions}}' | grep -q rootless && echo true").expect(0).out()));
        assertTrue(user.rootlessctl("env", "-o", "json").expect(0).out().contains("\"DOCKER_HOST\" : \"unix://" + user.socket() + "\""));
    }

    private static Outcome inShell(RootlessUser user, String line) {
        return user.run("sh", "-c", "PATH=" + Project.LAUNCHER.getParent() + ":$PATH; " + line);
    }

    private static void runsAsTheUser(RootlessUser user) {
        assertEquals("0\n", user.rootlessctl("exec", "--", "id", "-u").expect(0).out());
        assertTrue(user.rootlessctl("exec", "ip", "addr").expect(0).out().contains("tap0"));
        assertEquals(user.home() + "\n", user.rootlessctl("exec", "--", "pwd").expect(0).out());
        assertEquals("in", user.run(launched("exec", "--", "cat"), "in").expect(0).out());
        var both = user.rootlessctl("exec", "--", "sh", "-c", "echo out; echo err >&2; exit 5");
        assertEquals(List.of(5, "out\n", "err\n"), List.of(both.exit(), both.out(), both.err()));
        assertTrue(user.rootlessctl("exec", "--", "sh", "-c", "echo $ROOTLESSKIT_STATE_DIR").expect(0).out().startsWith("/"));
        assertEquals("--debug\n", user.rootlessctl("exec", "--", "echo", "--debug").expect(0).out());
    }

    private static void runsAsRoot(RootlessUser user) {
        assertEquals("0\n", asRoot(user, "id", "-u").expect(0).out());
        assertTrue(asRoot(user, "ip", "addr").expect(0).out().contains("tap0"));
        assertEquals(user.home() + "\n" + user.name() + "\n", asRoot(user, "sh", "-c", "echo $HOME; echo $USER").expect(0).out());
        assertEquals("1\n", asRoot(user, "sh", "-c", "[ -r /etc/shadow ]; echo $?").expect(0).out());
        assertEquals(64, Project.asRoot("exec", "--", "true").exit(), "nobody is named");
    }

    private static void givesExitStatuses(RootlessUser user) throws IOException {
        var script = user.home().resolve("no-program");
        user.write(script, "text");
        for (var root : List.of(false, true)) {
            assertEquals(7, run(root, user, "sh", "-c", "exit 7").exit());
            assertEquals(127, run(root, user, "no-such-program").exit());
            assertEquals(126, run(root, user, script.toString()).exit());
            assertEquals(137, run(root, user, "sh", "-c", "kill -9 $$").exit());
            assertEquals(143, run(root, user, "sh", "-c", "kill -15 $$").exit());
        }
    }

    private static Outcome run(boolean root, RootlessUser user, String... command) {
        var words = new ArrayList<>(List.of("exec", "--"));
        words.addAll(List.of(command));
        return root ? asRoot(user, command) : user.rootlessctl(words.toArray(String[]::new));
    }

    private static Outcome asRoot(RootlessUser user, String... command) {
        var words = new ArrayList<>(List.of("exec", "--user", user.name(), "--"));
        words.addAll(List.of(command));
        return Project.asRoot(words.toArray(String[]::new));
    }

    private static void hasATerminal(RootlessUser user) {
        var own = user.run("script", "-qec", Project.LAUNCHER + " exec -- tty", "/dev/null");
        assertTrue(own.expect(0).out().contains("/dev/pts/"), own::out);
        var forUser = Commands.run("script", "-qec", Project.LAUNCHER + " exec --user " + user.name()
                + " -- sh -c 'tty; id -u; exit 7'", "/dev/null");
        assertEquals(7, forUser.exit(), forUser::out);
        assertTrue(forUser.out().contains("/dev/pts/") && forUser.out().contains("\n0\r\n"), forUser::out);
    }

    /** A container's process belongs, as the host sees it, to whom idmap says. */
    private static void translates(RootlessUser user) throws IOException {
        user.importBusybox("bb");
        user.docker("run", "-d", "--name", "cc", "--net", "none", "--user", "1000:2000", "bb", "sleep", "600").expect(0);
        var pid = user.docker("inspect", "-f", "{{.State.Pid}}", "cc").expect(0).out().strip();
        var status = Files.readString(Path.of("/proc", pid, "status"));
        var uid = status.replaceAll("(?s).*Uid:\\s+(\\d+).*", "$1");
        var gid = status.replaceAll("(?s).*Gid:\\s+(\\d+).*", "$1");
        var text = user.rootlessctl("idmap", "--from", "container", "1000", "2000").expect(0).out();
        assertTrue(text.contains("container uid 1000 = host uid " + uid + "\n"), () -> uid + ":\n" + text);
        assertTrue(text.contains("container gid 2000 = host gid " + gid + "\n"), () -> gid + ":\n" + text);
        var back = Project.asRoot("idmap", "--user", user.name(), "--from", "host", uid).expect(0).out();
        assertTrue(back.contains("host uid " + uid + " = container uid 1000\n"), back);
        assertEquals(2, user.rootlessctl("idmap", "--from", "container", "70000").exit());
        assertTrue(user.rootlessctl("idmap", "-o", "json").expect(0).out().contains("\"running\" : true"));
        user.docker("rm", "-f", "cc").expect(0);
    }

    private static void showsTheLog(RootlessUser user) throws Exception {
        var all = user.rootlessctl("logs", "--lines", "all").expect(0).out();
        assertTrue(all.contains("API listen on " + user.socket()), all);
        assertEquals(all.lines().reduce((_, last) -> last).orElseThrow() + "\n",
                Project.asRoot("logs", "--user", user.name(), "-n", "1").expect(0).out());
        assertEquals("", user.rootlessctl("logs", "--since", "0s").expect(0).out());
        assertTrue(user.rootlessctl("logs", "-n", "3", "-o", "json").expect(0).out().contains("\"time\":\"20"));
        var out = user.home().resolve("followed");
        var follow = user.start(out, Map.of(), launched("logs", "--follow", "-n", "0"));
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                user.docker("run", "--rm", "--name", "no/name", "bb");
                user.rootlessctl("exec", "--", "sh", "-c", "kill -HUP $(cat " + user.runtimeDirectory() + "/docker.pid)");
                return Files.readString(out).contains("config");
            });
        } finally {
            follow.destroy();
            assertTrue(follow.waitFor(10, TimeUnit.SECONDS));
        }
    }

    private static String[] launched(String... words) {
        var all = new ArrayList<>(List.of(Project.LAUNCHER.toString()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}
