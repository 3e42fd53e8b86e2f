package io.rootlessctl.cli;

import io.rootlessctl.render.Shown;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One line on a terminal's standard error for whatever takes more than a second; nothing where it is no terminal. */
final class Progress implements AutoCloseable {
    static final String LOOKING = "looking at the host";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final int columns;
    private final Duration period;
    private ScheduledExecutorService clock;
    private ScheduledFuture<?> ticking;
    private boolean shown;

    /**
     * @param columns the terminal's width: a longer line would stay on it
     * @param period how long nothing is said, and then between two looks at the clock
     */
    Progress(PrintStream err, boolean terminal, int columns, Duration period) {
        this.err = err;
        this.terminal = terminal;
        this.columns = columns;
        this.period = period;
    }

    static Progress of(Invocation invocation) {
        return new Progress(invocation.err(), invocation.progress(), invocation.columns(), PATIENCE);
    }

    /** What is done from now on, instead of whatever was done before. */
    synchronized void show(String what) {
        clear();
        if (terminal) {
            if (clock == null) {
                clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
            }
            long start = System.nanoTime();
            ticking = clock.scheduleAtFixedRate(
                    () -> line(what, start), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void line(String what, long start) {
        if (ticking != null) {
            shown = true;
            err.print(CLEAR_LINE + cut(Shown.line(what), " ... " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s"));
            err.flush();
        }
    }

    /** The last column stays free: some terminals go on in the next line with it. */
    private String cut(String what, String time) {
        int room = columns - time.length() - 1;
        return columns <= 0 || what.length() <= room ? what + time : what.substring(0, Math.max(0, room - 1)) + "…" + time;
    }

    /** The line is free for others. */
    synchronized void clear() {
        if (ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
        if (shown) {
            shown = false;
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    @Override
    public void close() {
        clear();
        if (clock != null) {
            clock.shutdownNow();
        }
    }
}
