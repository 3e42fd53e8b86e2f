package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real rootless dockerd without systemd, brought to what a file says and kept so. */
class ApplyIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    @DisplayName("O1 I6 I7 I11 S1 C1 C2: a daemon as declared, and the second apply changes nothing")
    void convergesAndStaysConverged() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, """
                    [daemon]
                    data-root = "~/containers"
                    [daemon.settings]
                    log-driver = "local"
                    [storage]
                    driver = "vfs"
                    [client]
                    context = "rootless"
                    shell = ["bash"]
                    """);
            var first = user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue(first.out().contains("export DOCKER_HOST=unix://" + user.socket()), first.out());
            assertEquals(user.home() + "/containers vfs local\n",
                    user.docker("info", "--format", "{{.DockerRootDir}} {{.Driver}} {{.LoggingDriver}}").expect(0).out());
            user.importBusybox("bb");
            assertEquals("hi\n", user.docker("run", "--rm", "bb", "echo", "hi").expect(0).out());
            assertEquals("rootless\n", user.run("docker", "context", "show").expect(0).out());
            assertEquals("unix://" + user.socket() + "\n",
                    user.run("bash", "-c", ". ~/.bashrc; echo $DOCKER_HOST").expect(0).out());

            var pid = dockerd(user);
            var files = user.run("find", ".", "-path", "./containers", "-prune", "-o", "-newer", "rootless.toml", "-printf",
                    "%p %C@\n").expect(0).out();
            var second = user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue(second.out().contains("Converged"), second.out());
            assertEquals(pid, dockerd(user));
            assertEquals(files, user.run("find", ".", "-path", "./containers", "-prune", "-o", "-newer", "rootless.toml",
                    "-printf", "%p %C@\n").expect(0).out());
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    @Test
    @DisplayName("N4 O1 X1: another MTU is one change, one restart that names the containers, and really there")
    void changesTheMtu() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[network]\nmtu = 1500\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            user.docker("run", "-d", "--name", "web", "--restart", "always", "bb", "sleep", "600").expect(0);
            user.docker("run", "-d", "--name", "job", "bb", "sleep", "600").expect(0);

            declare(user, "[network]\nmtu = 1400\n");
            var plan = json(user.rootlessctl("plan", "-f", "rootless.toml", "-o", "json").expect(0).out());
            assertEquals(List.of("daemon-json[" + user.name() + "]", "direct-env[" + user.name() + "]",
                    "daemon[" + user.name() + "]"), addresses(plan));
            for (int file = 0; file < 2; file++) {
                assertEquals("1500", plan.at("/changes/" + file + "/diff/0/observed").asText());
                assertEquals("1400", plan.at("/changes/" + file + "/diff/0/desired").asText());
            }
            assertEquals("restart", plan.at("/changes/2/effect").asText());
            var reason = plan.at("/changes/2/reason").asText();
            assertTrue(reason.contains("web (comes back: always)"), reason);
            assertTrue(reason.contains("job (stays stopped)"), reason);

            var applied = json(user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
            assertEquals("applied", applied.path("result").asText());
            assertEquals(1, applied.path("restarts").asInt());
            assertTrue(commandLine(user, "rootlesskit").contains("--mtu=1400"));
            var link = Commands.run("nsenter", "-t", Long.toString(dockerd(user)), "-n", "ip", "link", "show", "tap0");
            assertTrue(link.expect(0).out().contains("mtu 1400"), link.out());
            assertEquals("web\n", user.docker("ps", "--format", "{{.Names}}").expect(0).out());
            assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
        }
    }

    @Test
    @DisplayName("I11 O1: a hand edit of an owned key is drift and goes back without a restart; other keys stay")
    void putsBackWhatWasEditedByHand() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[daemon.settings]\nlog-driver = \"local\"\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var pid = dockerd(user);
            var file = user.home().resolve(".config/docker/daemon.json");
            user.write(file, "{ \"debug\" :true,\n\t\"log-driver\": \"json-file\" }");

            var drift = user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
            for (var part : List.of("daemon-json[" + user.name() + "]", "log-driver", "\"json-file\"", "\"local\"")) {
                assertTrue(drift.contains(part), drift);
            }
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals("{ \"debug\" :true,\n\t\"log-driver\": \"local\" }", user.read(file));
            assertEquals(pid, dockerd(user));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);

            user.write(file, "{ \"log-driver\": ");
            var refused = user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            assertTrue(refused.out().contains("byte 18") || refused.out().contains("byte 17"), refused.out());
            assertEquals("{ \"log-driver\": ", user.read(file));
        }
    }

    @Test
    @DisplayName("O1 O7 I6: a killed daemon is seen by status and drift, and apply brings it back")
    void bringsBackAKilledDaemon() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var pid = dockerd(user);
            Commands.run("kill", "-9", Long.toString(pid)).expect(0);
            Awaitility.await().until(() -> !Files.exists(Path.of("/proc/" + pid)));

            assertTrue(user.rootlessctl("status", "-f", "rootless.toml").out().contains("stopped"));
            assertTrue(user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out().contains("daemon[" + user.name()));
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertNotEquals(pid, dockerd(user));
            user.docker("info").expect(0);
        }
    }

    @Test
    @DisplayName("O4: a daemon.json that dockerd refuses at start: exit 4, everything back, the former daemon answers")
    void putsBackWhatDoesNotStart() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[daemon.settings]\ndebug = true\n[network]\nmtu = 1500\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var json = user.home().resolve(".config/docker/daemon.json");
            var before = user.read(json);

            declare(user, "[daemon.settings]\ndebug = true\nno-such-key = 1\n[network]\nmtu = 1300\n");
            var failed = user.rootlessctl("apply", "-f", "rootless.toml").expect(4);
            assertTrue(failed.out().contains("no-such-key"), failed.out());
            assertEquals(before, user.read(json));
            assertTrue(commandLine(user, "rootlesskit").contains("--mtu=1500"));
            assertEquals("true\n", user.docker("info", "--format", "{{.Debug}}").expect(0).out());

            declare(user, "[daemon.settings]\ndebug = true\n[network]\nmtu = 1500\n");
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    @Test
    @DisplayName("I11: keys that dockerd reads on SIGHUP cost no restart, and are seen on the daemon; taking one away does")
    void reloadsWhatCanBeReloaded() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[daemon.settings]\ndebug = false\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var pid = dockerd(user);

            declare(user, "[daemon.settings]\ndebug = true\nlabels = [\"a=1\"]\n");
            var applied = json(user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
            assertEquals(0, applied.path("restarts").asInt());
            assertEquals(pid, dockerd(user));
            assertEquals("true [a=1]\n", user.docker("info", "--format", "{{.Debug}} {{.Labels}}").expect(0).out());

            declare(user, "[daemon.settings]\ndebug = \"yes\"\nlabels = [\"a=1\"]\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(4);
            assertEquals("true [a=1]\n", user.docker("info", "--format", "{{.Debug}} {{.Labels}}").expect(0).out());

            declare(user, "");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertNotEquals(pid, dockerd(user));
            assertEquals("false []\n", user.docker("info", "--format", "{{.Debug}} {{.Labels}}").expect(0).out());
        }
    }

    @Test
    @DisplayName("O4: killed while the daemon restarts, the next apply says so and nothing of the first is left")
    void goesOnAfterBeingKilled() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[network]\nmtu = 1500\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var journal = user.home().resolve(".local/state/rootlessctl/journal.json");

            declare(user, "[daemon.settings]\nlog-driver = \"local\"\n[network]\nmtu = 1400\n[client]\nshell = [\"zsh\"]\n");
            var running = user.start(user.home().resolve("apply.log"), Map.of(), Project.LAUNCHER.toString(), "apply",
                    "-f", "rootless.toml");
            Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(journal).contains("StopDirect"));
            running.destroyForcibly().onExit().join();

            declare(user, "[network]\nmtu = 1500\n");
            var next = user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue(next.err().contains("was cut off"), next.err());
            assertFalse(Files.exists(user.home().resolve(".config/docker/daemon.json")), "daemon.json is left");
            assertFalse(Files.exists(user.home().resolve(".zshrc")), ".zshrc is left");
            assertTrue(commandLine(user, "rootlesskit").contains("--mtu=1500"));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    @Test
    @DisplayName("P2 P11 I6: without sub-ids and devices exit 3 and one block for root; after it, exit 0")
    void tellsRootWhatToDo() throws IOException {
        try (var user = RootlessUser.createWithout(Lack.SUB_IDS, Lack.RUNTIME_DIRECTORY)) {
            declare(user, "");
            var blocked = user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            assertTrue(blocked.out().contains("sub-ids[" + user.name() + "]"), blocked.out());
            var script = user.rootlessctl("plan", "-f", "rootless.toml", "--remedies").expect(0).out();
            for (int twice = 0; twice < 2; twice++) {
                Commands.run(List.of("sh"), Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), Path.of("/"), script).expect(0);
            }
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.docker("info").expect(0);
        }
    }

    @Test
    @DisplayName("O1: plan, drift and validate write nothing at all")
    void planningWritesNothing() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[daemon.settings]\nlog-driver = \"local\"\n[client]\nshell = [\"bash\"]\n");
            for (var command : List.of("plan", "drift", "validate")) {
                var trace = user.home().resolve(command + ".trace");
                user.run("strace", "-f", "-qq", "-o", trace.toString(), "-e",
                        "trace=openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,chmod,fchmodat,"
                                + "chown,fchownat,symlink,symlinkat,link,linkat,truncate,mknod,mknodat",
                        Project.LAUNCHER.toString(),
                        command, "-f", "rootless.toml");
                assertEquals(List.of(), user.read(trace).lines().filter(ApplyIT::writes).toList());
            }
        }
    }

    /** Opening for writing, or any other call traced that succeeded; the terminal and /dev/null are no files. */
    private static boolean writes(String call) {
        boolean opens = call.contains(" open");
        boolean writing = call.contains("O_WRONLY") || call.contains("O_RDWR") || call.contains("O_CREAT");
        boolean failed = call.contains(" = -1 ");
        boolean elsewhere = Stream.of("\"/dev/null\"", "\"/dev/tty\"", "\"/proc/self/").anyMatch(call::contains);
        boolean event = Stream.of("resumed>", " --- ", " +++ ").anyMatch(call::contains);
        return !event && !failed && !elsewhere && (!opens || writing);
    }

    private static void declare(RootlessUser user, String sections) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + sections);
    }

    private static JsonNode json(String text) throws IOException {
        PlanSchema.assertValid(text);
        return JSON.readTree(text);
    }

    private static List<String> addresses(JsonNode plan) {
        return StreamSupport.stream(plan.path("changes").spliterator(), false)
                .map(change -> change.path("address").asText()).toList();
    }

    private static long dockerd(RootlessUser user) throws IOException {
        return process(user, "dockerd");
    }

    private static List<String> commandLine(RootlessUser user, String name) throws IOException {
        return List.of(Files.readString(Path.of("/proc/" + process(user, name) + "/cmdline")).split("\0"));
    }

    private static long process(RootlessUser user, String name) throws IOException {
        for (var pid : user.processes()) {
            if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals(name)) {
                return pid;
            }
        }
        throw new AssertionError(user.name() + " has no process " + name);
    }

    @Test
    @DisplayName("I7: a data-root is not created by planning it")
    void planCreatesNoDirectory() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "[daemon]\ndata-root = \"~/elsewhere\"\n");
            user.rootlessctl("plan", "-f", "rootless.toml").expect(0);
            assertFalse(Files.exists(user.home().resolve("elsewhere")), "created");
        }
    }
}
