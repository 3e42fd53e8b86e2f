package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.Reversal;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.render.OpenText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Applies that were to be confirmed, were not, and that nobody waits for any more, as after a reboot. */
final class Overdue {
    private final Invocation invocation;
    private final Session session;

    Overdue(Invocation invocation, Session session) {
        this.invocation = invocation;
        this.session = session;
    }

    static boolean among(List<OpenApply> open) {
        return open.stream().anyMatch(apply -> apply.state() == OpenApply.State.OVERDUE);
    }

    /** Takes back each of them; the last result, empty where there is none. */
    Optional<ApplyResult> takeBackAll(ApplyReport report) throws IOException {
        var result = Optional.<ApplyResult>empty();
        for (var open : session.unsettled(invocation).applies()) {
            if (open.state() == OpenApply.State.OVERDUE) {
                result = Optional.of(takeBack(open, report));
            }
        }
        return result;
    }

    /** @throws IOException when something of it could not be taken back */
    ApplyResult takeBack(OpenApply open, ApplyReport report) throws IOException {
        invocation.err().println("rootlessctl: " + OpenText.line(open));
        var reversal = Reversal.of(session.host(), invocation.writer().apply(session.host()), session.leaving(false), open);
        reversal.stays().forEach(report::stays);
        var result = reversal.make(report, session.occasion(invocation, "rollback " + open.id() + ", not confirmed"));
        if (!result.failures().isEmpty()) {
            throw new IOException(result.failures().getFirst().message());
        }
        return result;
    }
}
