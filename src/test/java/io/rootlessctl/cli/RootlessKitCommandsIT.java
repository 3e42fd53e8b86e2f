package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * RootlessKit's own rootlessctl and ours, each with a RootlessKit of its own in a network namespace of its own, are
 * given the same commands one after the other, and say the same. Only the order of list-ports, which is random, and what
 * tells the two RootlessKits apart is normalised.
 */
class RootlessKitCommandsIT {
    private static final String REAL = "/usr/bin/rootlessctl";
    private static final List<String> SOCKET = List.of("--socket", "s/api.sock");

    /** In this order, each on the state that those before have left. */
    private static final List<List<String>> COMMANDS = Stream.of(
            "list-ports", "list-ports --json", "info", "info --json", "info extra",
            "add-ports 127.0.0.1:18080:80/tcp", "add-ports 127.0.0.1:18080:81/tcp", "add-ports 127.0.0.1:18080:80/tcp4",
            "add-ports --json 127.0.0.1:18081:80/tcp [::1]:18082:80/tcp", "add-ports -json=true 127.0.0.1:18085:85/udp",
            "add-ports 127.0.0.1:18083:10.0.2.100:80/tcp [::1]:18084:[::2]:80/udp", "add-ports :18086:80/tcp",
            "add-ports 127.0.0.1:18087:80/tcp 127.0.0.1:18080:80/tcp 127.0.0.1:18088:80/tcp",
            "list-ports", "list-ports --json",
            "add-ports 127.0.0.1:80:80/tcp", "add-ports 192.0.2.1:18090:80/tcp", "add-ports 127.0.0.1:18090:80/sctp",
            "add-ports 127.0.0.1:18090:80/tcp 127.0.0.1:18091:80/icmp", "add-ports 127.0.0.1:0:80/tcp",
            "add-ports 127.0.0.1:99999:80/tcp", "add-ports 127.0.0.1:18090:0/udp", "add-ports 127.0.0.1:-1:80/tcp",
            "add-ports 127.0.0.1:x:80/tcp", "add-ports 127.0.0.1:18090:y/tcp", "add-ports 18090:80/tcp",
            "add-ports localhost:18090:80/tcp", "add-ports 127.0.0.1:18090:80", "add-ports 127.0.0.1:18090:80/",
            "add-ports 1:2:3:4:5:6/tcp", "add-ports ::1:18090:80/tcp", "add-ports [::1:80/tcp", "add-ports /",
            "add-ports 127.0.0.1:018090:80/tcp", "add-ports [2001:db8:1e::1]:18090:80/tcp", "add-ports \"q/tcp",
            "add-ports 127.0.0.1:99999999999999999999:80/tcp", "add-ports 127.0.0.1:1_0:80/tcp", "add-ports", "add-ports ---x",
            "remove-ports 99", "remove-ports x", "remove-ports 1 2", "remove-ports 1", "remove-ports 3 99 4",
            "remove-ports +4", "remove-ports -- -1", "remove-ports -1", "remove-ports 99999999999999999999",
            "remove-ports --json 5", "remove-ports",
            "list-ports", "list-ports --json", "list-ports --json=maybe", "list-ports --nothing", "list-ports --help",
            "add-ports -h", "remove-ports --help", "info -help")
            .map(line -> List.of(line.split(" "))).toList();

    /** Behind these is no RootlessKit, or none that lives. */
    private static final List<List<String>> ELSEWHERE = Stream.of(
            "list-ports", "info --json", "add-ports 127.0.0.1:18080:80/tcp", "remove-ports 1", "--socket= list-ports",
            "--socket none/api.sock list-ports", "-socket=none/api.sock add-ports 127.0.0.1:18080:80/tcp",
            "--socket /etc/passwd list-ports", "--socket /etc/passwd add-ports 127.0.0.1:18080:80/tcp",
            "--socket /etc/passwd remove-ports 7", "--socket /etc/passwd/api.sock info", "--socket /root/x/api.sock info",
            "--socket s/api.sock info", "--socket s/api.sock remove-ports 1 2", "--socket /" + "x".repeat(120) + " info", "--socket none add-ports wrong",
            "--socket none remove-ports wrong")
            .map(line -> List.of(line.split(" "))).toList();

    @Test
    @DisplayName("C5: list-ports, add-ports, remove-ports and info say what RootlessKit's own say, to the byte")
    void saysTheSame() throws IOException {
        try (var user = RootlessUser.create()) {
            var theirs = Side.start(user, "theirs", REAL);
            var ours = Side.start(user, "ours", Project.LAUNCHER.toString());
            theirs.await();
            ours.await();
            for (var command : COMMANDS) {
                assertSame(theirs, ours, Map.of(), joined(SOCKET, command));
            }
            for (var directory : List.of("s", "./s//", "../nowhere", "")) {
                assertSame(theirs, ours, Map.of("ROOTLESSKIT_STATE_DIR", directory), List.of("list-ports"));
            }
            for (var side : List.of(theirs, ours)) {
                side.process().destroyForcibly().onExit().join();
            }
            for (var command : ELSEWHERE) {
                assertSame(theirs, ours, Map.of(), command);
            }
        }
    }

    private static void assertSame(Side theirs, Side ours, Map<String, String> environment, List<String> words) {
        var expected = theirs.run(environment, words);
        var actual = ours.run(environment, words);
        assertEquals(text(expected), text(actual), () -> String.join(" ", words));
    }

    private static String text(Outcome outcome) {
        return "exit " + outcome.exit() + "\nstdout:\n" + outcome.out() + "stderr:\n" + outcome.err();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** One of the two commands, and the directory that it is called in, with the RootlessKit there. */
    private record Side(RootlessUser user, Path directory, String program, Process process) {

        static Side start(RootlessUser user, String name, String program) throws IOException {
            var directory = user.home().resolve(name);
            user.run("mkdir", "-p", directory.resolve("s").toString()).expect(0);
            var builder = new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up && exec setpriv --reuid \"$1\" "
                    + "--regid \"$1\" --init-groups rootlesskit --state-dir=\"$2\" --net=slirp4netns --disable-host-loopback "
                    + "--port-driver=builtin sleep 600", "sh", user.name(), directory.resolve("s").toString())
                    .directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            builder.environment().clear();
            builder.environment().putAll(user.environment());
            return new Side(user, directory, program, builder.start());
        }

        void await() {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(directory.resolve("s/api.sock")));
        }

        Outcome run(Map<String, String> more, List<String> words) {
            var command = new ArrayList<>(List.of(
                    "setpriv", "--reuid", user.name(), "--regid", user.name(), "--init-groups", "--", program));
            command.addAll(words);
            var environment = new TreeMap<>(user.environment());
            environment.putAll(more);
            var outcome = Commands.run(command, environment, directory, "");
            return new Outcome(outcome.command(), outcome.exit(), normalised(outcome.out(), words), normalised(outcome.err(), words));
        }

        private String normalised(String text, List<String> words) {
            var same = text.replace(directory.toString(), "DIRECTORY")
                    .replaceAll("(Child PID: |\"childPID\": )\\d+", "$1PID");
            return words.contains("list-ports") && !same.contains("USAGE")
                    ? same.lines().sorted().map(line -> line + "\n").reduce("", String::concat) : same;
        }
    }
}
