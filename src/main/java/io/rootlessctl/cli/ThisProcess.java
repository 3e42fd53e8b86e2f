package io.rootlessctl.cli;

import io.rootlessctl.host.linux.Foreground;
import io.rootlessctl.host.linux.OwnProgram;
import io.rootlessctl.host.linux.ProcessEnd;
import io.rootlessctl.host.linux.TerminalSize;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The real one. SIGINT, SIGTERM and SIGHUP make the JVM run its shutdown hooks while the other threads go on; it ends
 * when they return. Ours returns when the work is over.
 */
final class ThisProcess implements Self {
    private final int arguments;
    private final Map<String, String> environment;
    private final ProcessEnd end = new ProcessEnd();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean told;
    private volatile int status;

    /** @param arguments how many this program was given */
    ThisProcess(int arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void heedSignals() {
        try {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::awaitEnd));
        } catch (IllegalStateException _) {
            // The signal has come before.
            told = true;
        }
    }

    private void awaitEnd() {
        if (over.getCount() > 0) {
            told = true;
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            // The exit status would be the signal's.
            end.now(status);
        }
    }

    /** The work is over: now a signal may end it. */
    void over(int exit) {
        status = exit;
        over.countDown();
    }

    void end(int exit) {
        over(exit);
        end.now(exit);
    }

    @Override
    public boolean toldToEnd() {
        return told;
    }

    @Override
    public int columns() {
        return TerminalSize.columns(1);
    }

    @Override
    public int inForeground(Foreground program, Account caller) throws IOException {
        return program.run(caller, environment);
    }

    @Override
    public void startAgain(List<String> again, Account caller) throws IOException {
        OwnProgram.startApart(arguments, again, caller, environment);
    }
}
