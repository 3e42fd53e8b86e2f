package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileTree.Packed;
import io.rootlessctl.host.linux.LastLine;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of a user's whose input comes from here and whose output is taken here, however much it is. */
record PipedCommand(LinuxHost host, Account user) {
    private static final int BUFFER = 1 << 18;
    private static final int PATIENCE = 10;

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
            var reading = process.getInputStream();
            var buffer = new byte[BUFFER];
            for (int count = reading.read(buffer); count >= 0; count = reading.read(buffer)) {
                out.write(buffer, 0, count);
            }
            int status = process.waitFor();
            feeding.requireRead();
            return new Packed(status, complaint.text().orElse(argv.get(1) + ": exit status " + status));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException(argv.get(1) + ": interrupted");
        } finally {
            end(process);
        }
    }

    /** rootlesskit hands SIGTERM on. */
    private static void end(Process process) {
        if (process.isAlive()) {
            var all = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
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

        void requireRead() throws IOException, InterruptedException {
            thread.join();
            if (problem != null) {
                throw problem;
            }
        }
    }
}
