package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program that this process runs, with the JVM and its options. */
public final class OwnProgram {
    private static final Path NULL = Path.of("/dev/null");

    private OwnProgram() {}

    /**
     * Starts it once more, in a session of its own and with nothing of ours open: it lives on when this process, its
     * terminal and the connection that brought it are gone.
     *
     * @param own how many of this process's arguments come after the program
     */
    public static void startApart(int own, List<String> arguments, Account caller, Map<String, String> environment)
            throws IOException {
        var line = commandLine();
        var argv = new ArrayList<>(line.subList(0, line.size() - own));
        argv.addAll(arguments);
        var start = new UserCommands(caller, environment).apart(caller, environment, argv);
        var process = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile())
                .redirectInput(NULL.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(NULL.toFile()));
        process.environment().clear();
        process.environment().putAll(start.environment());
        process.start();
    }

    /** Each argument ends with a NUL. */
    private static List<String> commandLine() throws IOException {
        var text = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }
}
