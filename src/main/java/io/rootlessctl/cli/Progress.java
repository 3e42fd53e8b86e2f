package io.rootlessctl.cli;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One line on a terminal's standard error for whatever takes more than a second; nothing where it is no terminal. */
final class Progress implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private ScheduledFuture<?> ticking;

    Progress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    synchronized void show(String what) {
        clear();
        if (terminal) {
            long start = System.nanoTime();
            ticking = clock.scheduleAtFixedRate(() -> line(what, start), 1, 1, TimeUnit.SECONDS);
        }
    }

    private synchronized void line(String what, long start) {
        if (ticking != null) {
            err.print(CLEAR_LINE + what + " ... " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s");
            err.flush();
        }
    }

    synchronized void clear() {
        if (ticking != null) {
            ticking.cancel(false);
            ticking = null;
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    @Override
    public void close() {
        clear();
        clock.shutdownNow();
    }
}
