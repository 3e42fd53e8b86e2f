package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileTree.Packed;
import io.rootlessctl.host.linux.LastLine;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of a user's whose input comes from here and whose output is taken here, however much it is.
 *
 * @param patience how long it may take to end when it is told to, and how long after its end its output may stay open, as it
 *     does where it has left a process behind
 */
record PipedCommand(LinuxHost host, Account user, Duration patience) {
    private static final int BUFFER = 1 << 18;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    PipedCommand(LinuxHost host, Account user) {
        this(host, user, PATIENCE);
    }

    /** An exception of either stream, which a signal may have made, ends the command. */
    Packed run(List<String> argv, InputStream in, OutputStream out) throws IOException {
        var start = host.commands().start(user, host.directories(user), argv);
        var builder = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(start.environment());
        var process = builder.start();
        try {
            var complaint = new LastLine(process);
            var feeding = new Feeding(process, in);
            var taking = new TakenOutput(process.getInputStream(), out, BUFFER, () -> end(process));
            int status = process.waitFor();
            // First: then the command was ended, and with it its output.
            feeding.requireRead(argv.get(1), patience);
            taking.requireEnd(argv.get(1), patience);
            return new Packed(status, complaint.text().orElse(argv.get(1) + ": exit status " + status));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException(argv.get(1) + ": interrupted");
        } finally {
            end(process);
        }
    }

    /** rootlesskit hands SIGTERM on. */
    private void end(Process process) {
        if (process.isAlive()) {
            var all = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Of the command's input, in a thread of its own: it may write before it has read all. */
    private static final class Feeding {
        private final Thread thread;
        private volatile IOException problem;

        Feeding(Process process, InputStream in) {
            thread = Thread.ofPlatform().daemon(true).start(() -> feed(process, in));
        }

        private void feed(Process process, InputStream in) {
            try (var out = process.getOutputStream()) {
                var buffer = new byte[BUFFER];
                for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                    out.write(buffer, 0, count);
                }
            } catch (IOException closed) {
                // The command says itself why it reads no more.
                if (problem != null) {
                    process.destroy();
                }
            }
        }

        private int read(InputStream in, byte[] buffer) throws IOException {
            try {
                return in.read(buffer);
            } catch (IOException unread) {
                problem = unread;
                throw unread;
            }
        }

        /** Only at its end may an input tell that it was not the right one. */
        void requireRead(String program, Duration patience) throws IOException, InterruptedException {
            boolean ended = thread.join(patience);
            if (problem != null) {
                throw problem;
            }
            if (!ended) {
                throw new IOException(program + ": has ended, and something that it has started holds its input open; end that "
                        + "first");
            }
        }
    }
}
