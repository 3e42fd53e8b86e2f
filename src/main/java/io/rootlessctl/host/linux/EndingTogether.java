package io.rootlessctl.host.linux;

import java.util.concurrent.TimeUnit;

/** As long as it is open, a process is told to end when this one is. */
final class EndingTogether implements AutoCloseable {
    private static final int PATIENCE = 5;

    private final Thread hook;
    private volatile boolean ending;

    EndingTogether(Process process) {
        hook = Thread.ofPlatform().unstarted(() -> end(process));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Process process) {
        ending = true;
        process.destroy();
        try {
            process.waitFor(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether this process is: then what became of the other one is no failure. */
    boolean ending() {
        return ending;
    }

    @Override
    public void close() {
        if (!ending) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                ending = true;
            }
        }
    }
}
