package io.rootlessctl.cli;

import io.rootlessctl.apply.Reversal;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.render.Style;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Waits beside an apply that is to be confirmed, and takes it back when it was not, or when its process was killed in the
 * middle. It is started before the first step and depends on nothing of the caller's. What it cannot take back, the next
 * command tells.
 */
@Command(name = "guard", hidden = true, description = "Wait until an apply is confirmed, or take it back.")
final class GuardCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** Somebody else's apply may have the lock when the time is over, or the host be short of something. */
    private static final int MOST_TRIES = 100;
    /** An attempt may restart a daemon. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Invocation invocation;

    @Option(names = "--at", required = true, description = "When the apply began.")
    private Instant at;

    @Option(names = "--within", required = true, description = "How long to wait once its process is gone.")
    private Duration within;

    @Option(names = "--process", required = true, description = "The process that applies.")
    private long process;

    @Option(names = "--user", description = "The one user whom it is about.")
    private String user;

    private Optional<Instant> gone = Optional.empty();
    private Instant next = Instant.MIN;
    private int tries;

    GuardCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        var parent = ProcessHandle.of(process);
        Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(PERIOD).forever()
                .until(() -> over(parent.filter(ProcessHandle::isAlive).isPresent()));
        return ExitStatus.OK.code();
    }

    private boolean over(boolean alive) throws Exception {
        var session = Session.withoutManifest(invocation, Optional.ofNullable(user));
        var open = session.unsettled(invocation).applies().stream().filter(apply -> apply.at().equals(at)).findFirst();
        if (open.isEmpty()) {
            return !alive;
        }
        return switch (open.get().state()) {
            case RUNNING, UNCONFIRMED -> false;
            case CUT_OFF -> !alive && isLate() && isTime() && takenBack(session, open.get());
            case OVERDUE -> isTime() && takenBack(session, open.get());
        };
    }

    private boolean isLate() {
        var now = invocation.clock().instant();
        gone = gone.or(() -> Optional.of(now));
        return !now.isBefore(gone.get().plus(within));
    }

    /** What has failed once is not tried again at once. */
    private boolean isTime() {
        return !invocation.clock().instant().isBefore(next);
    }

    private Duration pause() {
        var doubled = PERIOD.multipliedBy(1L << Math.min(tries, 8));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private boolean takenBack(Session session, OpenApply open) {
        tries++;
        try {
            var reversal = Reversal.of(session.host(), invocation.writer().apply(session.host()), session.leaving(false), open);
            var report = new ApplyReport(invocation, Style.PLAIN, true, Progress.of(invocation));
            var result = reversal.make(report, session.occasion(invocation, "rollback " + reversal.id() + ", not confirmed"));
            next = invocation.clock().instant().plus(pause());
            return result.failures().isEmpty() || tries == MOST_TRIES;
        } catch (IOException problem) {
            invocation.err().println("rootlessctl: " + problem.getMessage());
            next = invocation.clock().instant().plus(pause());
            return tries == MOST_TRIES;
        }
    }
}
