package io.rootlessctl.host.linux.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * What a process writes, taken in a thread of its own: a process that it leaves behind may hold the pipe's other end for
 * ever, and nothing wakes a thread that reads there.
 */
final class TakenOutput {
    private final OutputStream out;
    private final Thread thread;
    private IOException problem;
    private boolean over;

    /** @param failed called when no more can be taken */
    TakenOutput(InputStream from, OutputStream out, int buffer, Runnable failed) {
        this.out = out;
        this.thread = Thread.ofPlatform().daemon(true).start(() -> take(from, new byte[buffer], failed));
    }

    private void take(InputStream from, byte[] buffer, Runnable failed) {
        try {
            for (int count = from.read(buffer); count >= 0 && taken(buffer, count); ) {
                count = from.read(buffer);
            }
        } catch (IOException | RuntimeException refused) {
            refused(refused instanceof IOException known ? known : new IOException(refused.toString(), refused));
            failed.run();
        }
    }

    /** @return false when nobody waits any more, who might do something else with the stream by now */
    private synchronized boolean taken(byte[] buffer, int count) throws IOException {
        if (!over) {
            out.write(buffer, 0, count);
        }
        return !over;
    }

    private synchronized void refused(IOException why) {
        problem = why;
    }

    /**
     * To be asked when the process has ended.
     *
     * @throws IOException that of the stream it is written to, or when there is no end within {@code patience}
     */
    void requireEnd(String program, Duration patience) throws IOException, InterruptedException {
        boolean ended = thread.join(patience);
        synchronized (this) {
            over = true;
            if (problem != null) {
                throw problem;
            }
        }
        if (!ended) {
            throw new IOException(program + ": has ended, and something that it has started holds its output open; end that first");
        }
    }
}
