package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The product as its users start it: the launcher of this source tree, with what packaging/build has built. */
public final class Project {
    public static final Path ROOT = Path.of("").toAbsolutePath();
    public static final Path LAUNCHER = ROOT.resolve("packaging/rootlessctl");

    /** What a login has; the environment of the test run reaches no command. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Map<String, String> ROOTS_ENVIRONMENT =
            Map.of("HOME", "/root", "USER", "root", "LOGNAME", "root", "PATH", PATH, "LANG", "C.UTF-8");

    private Project() {}

    /** Runs rootlessctl as root, in the project's directory. */
    public static Outcome asRoot(String... arguments) {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return runAsRoot(command.toArray(String[]::new));
    }

    /** Runs any command as root, in the project's directory. */
    public static Outcome runAsRoot(String... command) {
        return Commands.run(List.of(command), ROOTS_ENVIRONMENT, ROOT, "");
    }

    /** What the launcher becomes, for whatever has to start a program and no script. */
    public static List<String> launched() {
        var asked = List.of("validate", "-f", "-");
        try {
            var command = new ArrayList<>(List.of(LAUNCHER.toString()));
            command.addAll(asked);
            // It waits for its standard input until it is looked at.
            var process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            var arguments = Path.of("/proc/" + process.pid() + "/cmdline");
            Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.readString(arguments).split("\0")[0].endsWith("/java"));
            var all = List.of(Files.readString(arguments).split("\0"));
            process.getOutputStream().close();
            process.onExit().join();
            return all.subList(0, all.size() - asked.size());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
