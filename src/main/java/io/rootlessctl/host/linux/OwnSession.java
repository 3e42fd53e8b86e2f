package io.rootlessctl.host.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Of what setsid is to run in a session of its own: until it has one, a Ctrl-C at this process's terminal reaches it, too.
 * What has ended so within a moment has hardly run anything, and is started again: what is taken back after a first Ctrl-C
 * is not to fail by a second. What was ended later is not, whoever did it.
 */
public final class OwnSession {
    /** Exit statuses of what SIGHUP, SIGINT or SIGTERM has ended. */
    private static final Set<Integer> ENDED_BY_SIGNAL = Set.of(129, 130, 143);
    /** Who holds a key down sends some thirty in a second, and a session is there within milliseconds. */
    private static final int STARTS = 50;
    private static final Pattern HELPER_ENDED = Pattern.compile("spawn helper.*signal: (1|2|15)\\b");
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LOOK_EVERY_MILLIS = 2;

    private OwnSession() {}

    private interface Starting<T> {
        T start() throws IOException;
    }

    private interface Check<T> {
        boolean holds(T started) throws IOException;
    }

    static Command.Result run(Command command) throws IOException {
        return unlessEnded(command::run, result -> ENDED_BY_SIGNAL.contains(result.exit()));
    }

    /** Returns as soon as it has its session, or has ended. */
    public static Process start(ProcessBuilder builder) throws IOException {
        return unlessEnded(builder::start, process -> !led(process) && ENDED_BY_SIGNAL.contains(process.exitValue()));
    }

    private static <T> T unlessEnded(Starting<T> starting, Check<T> ended) throws IOException {
        for (int starts = 1; ; starts++) {
            long begin = System.nanoTime();
            try {
                var started = starting.start();
                if (starts == STARTS || !ended.holds(started) || System.nanoTime() - begin > MOMENT.toNanos()) {
                    return started;
                }
            } catch (IOException problem) {
                if (starts == STARTS || !helperEnded(problem)) {
                    throw problem;
                }
            }
        }
    }

    /** The JDK starts every program by one of its own, jspawnhelper, which a signal ends as well. */
    private static boolean helperEnded(IOException problem) {
        return HELPER_ENDED.matcher(String.valueOf(problem.getMessage())).find();
    }

    /** Whether it lives and has a session of its own. */
    private static boolean led(Process process) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (leads(process.pid()) || System.nanoTime() > end) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("process " + process.pid() + ": interrupted while it was started");
        }
    }

    private static boolean leads(long pid) {
        return ProcessTable.text(Path.of("/proc", Long.toString(pid), "stat")).flatMap(ProcStat::parse)
                .filter(stat -> stat.session() == pid).isPresent();
    }
}
