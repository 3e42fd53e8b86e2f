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

    @Test
    @DisplayName("C5: list-ports, add-ports, remove-ports and info say what RootlessKit's own say, to the byte")
    void saysTheSame() throws IOException {
        try (var user = RootlessUser.create()) {
            var theirs = Side.start(user, "theirs", REAL);
            var ours = Side.start(user, "ours", Project.LAUNCHER.toString());
            theirs.await();
            ours.await();
            for (var command : RootlessKitDialogue.COMMANDS) {
                assertSame(theirs, ours, Map.of(), command);
            }
            for (var directory : List.of("s", "./s//", "../nowhere", "")) {
                assertSame(theirs, ours, Map.of("ROOTLESSKIT_STATE_DIR", directory), List.of("list-ports"));
            }
            for (var side : List.of(theirs, ours)) {
                side.process().destroyForcibly().onExit().join();
            }
            for (var command : RootlessKitDialogue.ELSEWHERE) {
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
            return RootlessKitDialogue.normalised(text.replace(directory.toString(), "DIRECTORY"), words);
        }
    }
}
