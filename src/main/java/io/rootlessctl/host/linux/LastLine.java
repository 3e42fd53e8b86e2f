package io.rootlessctl.host.linux;

import java.io.IOException;
import java.util.Optional;

/** The last line that a process writes to standard error, which is read as long as the process runs. */
public final class LastLine {
    private final Thread reader;
    private volatile String last;

    public LastLine(Process process) {
        reader = Thread.ofPlatform().daemon(true).start(() -> {
            try (var lines = new BoundedLines(process.getErrorStream(), BoundedLines.MOST)) {
                for (var line = lines.next(); line != null; line = lines.next()) {
                    last = line.isBlank() ? last : line.strip();
                }
            } catch (IOException _) {
                // The process was ended: what it said before that stays.
                return;
            }
        });
    }

    /** To be asked when the process has ended. */
    public Optional<String> text() throws InterruptedException {
        reader.join(1000);
        return Optional.ofNullable(last);
    }
}
