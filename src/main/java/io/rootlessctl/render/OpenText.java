package io.rootlessctl.render;

import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.OpenApply.Begun;
import io.rootlessctl.model.Secrets;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** An apply that is not settled, in one line, with what can be done about it. */
public final class OpenText {
    private OpenText() {}

    /** {@code apply 3 of 2026-01-02T11:59:00Z was cut off at daemon-json[alice] (write ...); ...}. */
    public static String line(OpenApply apply) {
        var name = Shown.line(apply.command() + " (number " + apply.id() + ", of " + apply.at().truncatedTo(ChronoUnit.SECONDS)
                + ")");
        return switch (apply.state()) {
            case RUNNING -> name + " is running" + apply.process().map(process -> ", process " + process).orElse("");
            case CUT_OFF -> name + " was cut off" + begun(apply) + "; `rootlessctl apply` goes on from what the host is now, "
                    + "`rootlessctl rollback` puts back what was there before";
            case UNCONFIRMED -> name + " goes back at " + by(apply) + " unless it is confirmed; `rootlessctl confirm` keeps it, "
                    + "`rootlessctl rollback` takes it back now";
            case OVERDUE -> name + " was not confirmed by " + by(apply) + " and has not been taken back; `rootlessctl rollback` "
                    + "does that, and so does the next apply first";
        };
    }

    private static String by(OpenApply apply) {
        return apply.confirmBy().map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("its time");
    }

    private static String begun(OpenApply apply) {
        return apply.begun().isEmpty() ? "" : " " + apply.begun().stream().map(OpenText::begun).collect(Collectors.joining(", "));
    }

    private static String begun(Begun begun) {
        return (begun.done() ? "after " : "at ") + ChangeText.name(begun.address(), begun.scope()) + " ("
                + Secrets.masked(StepText.describe(begun.step())) + ")";
    }
}
