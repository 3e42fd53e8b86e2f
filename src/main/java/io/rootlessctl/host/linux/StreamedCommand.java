package io.rootlessctl.host.linux;

import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * A command that is run as a user for its lines, however many there are and however long it takes.
 *
 * @param most of a line, in characters: the rest is dropped
 */
record StreamedCommand(UserCommands commands, Account user, UserDirectories directories, int most) {
    private static final Path NULL = Path.of("/dev/null");

    /**
     * Hands over each line of standard output until the taker wants no more, which ends the command, or the command ends.
     * It ends with this process, too.
     *
     * @throws IOException with what it said on standard error, when it fails by itself
     */
    void run(List<String> argv, Predicate<String> taker) throws IOException {
        var start = commands.start(user, directories, argv);
        var builder = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile()).redirectInput(NULL.toFile());
        builder.environment().clear();
        builder.environment().putAll(start.environment());
        var process = builder.start();
        var complaint = new LastLine(process);
        try (var together = new EndingTogether(process);
                var lines = new BoundedLines(process.getInputStream(), most)) {
            boolean wanted = true;
            for (var line = lines.next(); wanted && line != null; line = wanted ? lines.next() : null) {
                wanted = taker.test(line);
            }
            if (wanted && !together.ending()) {
                require(argv.getFirst(), process, complaint);
            }
        } finally {
            process.destroy();
        }
    }

    private static void require(String program, Process process, LastLine complaint) throws IOException {
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(complaint.text().orElse(program + ": exit status " + status));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException(program + ": interrupted");
        }
    }
}
