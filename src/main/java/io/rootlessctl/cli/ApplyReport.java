package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyListener;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.render.ChangeText;
import io.rootlessctl.render.PlanText;
import io.rootlessctl.render.Shown;
import io.rootlessctl.render.Style;
import java.util.Optional;

/** Tells a person what an apply is about to do and does; a program reading JSON gets nothing before the end. */
final class ApplyReport implements ApplyListener {
    private final Invocation invocation;
    private final Style style;
    private final boolean quiet;
    private final Progress progress;
    private boolean told;
    private boolean planTold;

    ApplyReport(Invocation invocation, Style style, boolean quiet, Progress progress) {
        this.invocation = invocation;
        this.style = style;
        this.quiet = quiet;
        this.progress = progress;
    }

    /** Where the plan has been shown, and agreed to. */
    ApplyReport withoutPlan() {
        planTold = true;
        return this;
    }

    @Override
    public void planned(Plan plan) {
        progress.clear();
        if (!quiet && !planTold && !plan.changes().isEmpty()) {
            invocation.show(PlanText.changes(plan, style) + "\n");
        }
    }

    @Override
    public void starting(Change change) {
        progress.show(ChangeText.line(change));
    }

    @Override
    public void done(Change change) {
        progress.clear();
        if (!quiet) {
            told = true;
            invocation.out().println(style.green("done") + "  " + ChangeText.line(change));
        }
        progress.show(Progress.LOOKING);
    }

    /** Sets the outcome, which comes next, apart. */
    void end() {
        progress.clear();
        if (told) {
            invocation.out().println();
        }
    }

    @Override
    public void interrupted(Scope scope, String when) {
        progress.clear();
        invocation.err().println(Shown.line("rootlessctl: the apply of " + when + " was cut off ("
                + scope.user().orElse("host") + "); going on from what the host is now"));
    }

    @Override
    public void rollingBack(Scope scope, Account as) {
        progress.clear();
        invocation.err().println(Shown.line(
                "rootlessctl: putting back what was changed (" + scope.user().orElse("host") + ")"));
        progress.show("putting it back");
    }

    @Override
    public void stays(String what) {
        progress.clear();
        invocation.err().println(Shown.line("rootlessctl: stays: " + what));
    }

    @Override
    public Optional<String> stopped() {
        return invocation.self().toldToEnd() ? Optional.of("interrupted by a signal") : Optional.empty();
    }
}
