package io.rootlessctl.host.linux;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of this process's three standard streams are a terminal. Another user's program gets none of these: standard error
 * of a terminal can be read, too, and a process that stays behind would read what is typed later. It gets a pipe in the
 * place of each, and this process copies.
 */
record TerminalStreams(boolean in, boolean out, boolean error) {
    private static final int IN = 0, OUT = 1, ERROR = 2;
    private static final int BUFFER = 1 << 13;
    private static final long LAST_WORDS = 500;

    static TerminalStreams ofThisProcess() {
        return new TerminalStreams(TerminalSize.terminal(IN), TerminalSize.terminal(OUT), TerminalSize.terminal(ERROR));
    }

    void redirect(ProcessBuilder builder) {
        builder.redirectInput(redirect(in)).redirectOutput(redirect(out)).redirectError(redirect(error));
    }

    private static Redirect redirect(boolean terminal) {
        return terminal ? Redirect.PIPE : Redirect.INHERIT;
    }

    /** @return what the process is to be waited for with */
    Copying copy(Process process) {
        return copy(process, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    Copying copy(Process process, InputStream typed, OutputStream shown, OutputStream complaints) {
        var answers = new ArrayList<Stream>();
        if (in) {
            new Stream(typed, process.getOutputStream());
        }
        if (out) {
            answers.add(new Stream(process.getInputStream(), shown));
        }
        if (error) {
            answers.add(new Stream(process.getErrorStream(), complaints));
        }
        return new Copying(process, List.copyOf(answers));
    }

    record Copying(Process process, List<Stream> answers) {
        /**
         * What the program has written is shown before this returns. A process that it leaves behind may keep the pipes
         * open, and is not waited for.
         */
        int await() throws InterruptedException {
            int status = process.waitFor();
            for (var answer : answers) {
                answer.finish();
            }
            return status;
        }
    }

    /** One that is copied until either of its ends is closed. */
    static final class Stream {
        private final Thread thread;
        private volatile boolean reading;
        private volatile long turns;

        private Stream(InputStream from, OutputStream to) {
            thread = Thread.ofPlatform().daemon(true).start(() -> copy(from, to));
        }

        private void copy(InputStream from, OutputStream to) {
            try (from; to) {
                var buffer = new byte[BUFFER];
                for (int count = read(from, buffer); count >= 0; count = read(from, buffer)) {
                    to.write(buffer, 0, count);
                    to.flush();
                }
            } catch (IOException _) {
                // Closing tells the one at the other end, and nobody else is concerned.
                return;
            }
        }

        private int read(InputStream from, byte[] buffer) throws IOException {
            reading = true;
            int count = from.read(buffer);
            reading = false;
            turns = turns + 1;
            return count;
        }

        private void finish() throws InterruptedException {
            long before;
            do {
                before = turns;
                thread.join(LAST_WORDS);
            } while (thread.isAlive() && (!reading || turns != before));
        }
    }
}
