package io.rootlessctl.host.linux;

import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program that takes over this process's standard input and output, and whose exit status is this process's.
 *
 * @param terminal whether standard input and output are a terminal
 */
public record Foreground(
        Account user, UserDirectories directories, Map<String, String> additions, List<String> argv, boolean terminal) {
    private static final int CLOSE_ON_EXEC = 1, SET_DESCRIPTOR_FLAGS = 2, UNBLOCK = 1, STREAMS = 3;
    private static final int SIGNALS = 128;

    public Foreground {
        additions = Map.copyOf(additions);
        argv = List.copyOf(argv);
    }

    /**
     * For the caller the program takes this process's place, with its terminal, its signals and its number: this returns
     * only when that failed. For another user it runs beside, and this process waits for it.
     *
     * @param environment the caller's own
     * @return the exit status, 128 and the signal's number where one ended it
     */
    public int run(Account caller, Map<String, String> environment) throws IOException {
        var commands = new UserCommands(caller, environment);
        var start = commands.foreground(this);
        if (commands.isCaller(user)) {
            return become(start);
        }
        return beside(start, commands.ownTerminal(this)
                ? new TerminalStreams(false, false, false) : TerminalStreams.ofThisProcess());
    }

    private static int become(UserCommands.Start start) throws IOException {
        closeAtStart();
        // The JVM blocks the signal that would have it print its threads.
        var all = new byte[SIGNALS];
        Arrays.fill(all, (byte) -1);
        LibC.sigprocmask(UNBLOCK, all);
        var variables = start.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue()).toArray(String[]::new);
        var program = start.argv().getFirst();
        LibC.execve(program, start.argv().toArray(String[]::new), variables);
        throw new IOException(program + ": cannot be started: " + LibC.strerror(LibC.error()));
    }

    /** What the JVM has open is not the program's business. */
    private static void closeAtStart() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            descriptors.map(path -> Integer.parseInt(path.getFileName().toString())).filter(number -> number >= STREAMS)
                    .forEach(number -> LibC.fcntl(number, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC));
        }
    }

    /** @param piped those of this process's streams that the program does not get; runuser gives it none of them */
    private static int beside(UserCommands.Start start, TerminalStreams piped) throws IOException {
        var builder = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile());
        piped.redirect(builder);
        builder.environment().clear();
        builder.environment().putAll(start.environment());
        var process = builder.start();
        try (var _ = new EndingTogether(process)) {
            return piped.copy(process).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException(start.argv().getFirst() + ": interrupted");
        }
    }
}
