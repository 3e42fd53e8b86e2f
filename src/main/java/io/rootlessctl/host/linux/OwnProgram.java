package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program that this process runs, with the JVM and its options. */
public final class OwnProgram {
    private static final Logger LOG = LoggerFactory.getLogger(OwnProgram.class);
    private static final Path NULL = Path.of("/dev/null");
    private static final Path SYSTEMD = Path.of("/run/systemd/system");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** What it goes by. More is not handed over: everybody may ask systemd for a unit's environment. */
    private static final List<String> HANDED_OVER = List.of("HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "JAVA_HOME",
            "SUDO_USER", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS");

    private OwnProgram() {}

    /**
     * Starts it once more, with nothing of ours open: it lives on when this process, its terminal and the connection that
     * brought it are gone. Where systemd runs, that starts it: logind may end all that a login has started
     * (KillUserProcesses). Elsewhere, and where systemd does not answer, it gets a session of its own.
     *
     * @param own how many of this process's arguments come after the program
     */
    public static void startApart(int own, List<String> arguments, Account caller, Map<String, String> environment)
            throws IOException {
        var line = commandLine();
        var argv = new ArrayList<>(line.subList(0, line.size() - own));
        argv.addAll(arguments);
        var commands = new UserCommands(caller, environment);
        if (Files.isDirectory(SYSTEMD) && bySystemd(argv, caller, commands, environment)) {
            return;
        }
        var start = commands.apart(caller, environment, argv);
        var process = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile())
                .redirectInput(NULL.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(NULL.toFile()));
        process.environment().clear();
        process.environment().putAll(start.environment());
        OwnSession.start(process);
    }

    private static boolean bySystemd(
            List<String> argv, Account caller, UserCommands commands, Map<String, String> environment) {
        var whole = new ArrayList<>(List.of(commands.program("systemd-run"), "--collect", "--quiet"));
        if (caller.uid() != 0) {
            whole.add("--user");
        }
        HANDED_OVER.stream().filter(environment::containsKey)
                .forEach(name -> whole.add("--setenv=" + name + "=" + environment.get(name)));
        whole.add("--");
        whole.addAll(argv);
        try {
            return new Command(whole, environment, LIMIT).run().succeeded();
        } catch (IOException problem) {
            LOG.debug("systemd-run: {}", problem.getMessage());
            return false;
        }
    }

    /** Each argument ends with a NUL. */
    private static List<String> commandLine() throws IOException {
        var text = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }
}
