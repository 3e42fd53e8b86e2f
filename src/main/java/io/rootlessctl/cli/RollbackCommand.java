package io.rootlessctl.cli;

import io.rootlessctl.apply.Reversal;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.render.ApplyText;
import io.rootlessctl.render.ForeignText;
import io.rootlessctl.render.PlanJson;
import io.rootlessctl.render.PlanText;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rollback", description = {
        "Take one apply back: what it changed is as it was before it.",
        "A rollback is in the history, too, and can be rolled back."},
        sortOptions = false, abbreviateSynopsis = true, parameterListHeading = "%nWhich one:%n",
        optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:rolled back", "1:failed, or the host has changed since", "2:shown and not done",
            "4:failed, and everything was put back"},
        footerHeading = "%nExamples:%n", footer = {
            "  # what it would take back",
            "  rootlessctl rollback --dry-run",
            "  # a certain apply, without being asked",
            "  rootlessctl rollback 12 --yes"})
final class RollbackCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Invocation invocation;

    @Parameters(paramLabel = "NUMBER", arity = "0..1", description = {
        "Its number in `rootlessctl history`; without one",
        "the apply that was cut off, else the last."})
    private Long id;

    @Option(names = "--force", description = {
        "Also where the host has changed since: what others",
        "have written over it is lost."})
    private boolean force;

    @Option(names = "--overdue", description = {
        "Only what was to be confirmed, was not, and has not",
        "gone back, as after a reboot; else nothing. Does not ask."})
    private boolean overdue;

    @Option(names = "--wait", description = {
        "With --overdue: waits for what may still be confirmed,",
        "and takes it back when the time for that is over."})
    private boolean wait;

    @Mixin
    private Consent consent;

    @Mixin
    private Choice choice;

    RollbackCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        if (overdue) {
            return overdue();
        }
        if (wait) {
            throw new UsageException("--wait: found without --overdue, which it is for", null);
        }
        var session = Session.withoutManifest(invocation, choice.user());
        try (var progress = Progress.of(invocation)) {
            progress.show(Progress.LOOKING);
            var reversal = Reversal.of(session.host(), invocation.writer().apply(session.host()), session.leaving(false),
                    Optional.ofNullable(id));
            progress.clear();
            if (!choice.json()) {
                invocation.show(PlanText.render(reversal.plan(), invocation.style()));
            }
            refuse(reversal);
            if (!consent.given(invocation, "Roll back apply " + reversal.id() + "?")) {
                if (choice.json()) {
                    invocation.out().print(PlanJson.plan("rollback", reversal.plan()));
                }
                return (consent.dryRun() ? ExitStatus.OK : ExitStatus.PENDING).code();
            }
            return make(session, reversal, progress);
        }
    }

    private int overdue() throws Exception {
        if (id != null) {
            throw new UsageException("--overdue: found with number " + id + ", and takes back what is overdue; leave one out",
                    null);
        }
        try (var progress = Progress.of(invocation)) {
            var report = new ApplyReport(invocation, invocation.style(), choice.json(), progress).withoutPlan();
            invocation.self().heedSignals();
            var session = wait ? whenNoneMayBeConfirmed() : Session.withoutManifest(invocation, choice.user());
            var result = new Overdue(invocation, session).takeBackAll(report);
            report.end();
            result.ifPresent(back -> invocation.out().print(choice.json() ? PlanJson.result("rollback", back)
                    : ApplyText.render(back, "Taken back", invocation.style())));
            return ExitStatus.OK.code();
        }
    }

    /** Whoever waited for it in the beginning has not lived through a reboot. */
    private Session whenNoneMayBeConfirmed() throws Exception {
        return Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(PERIOD).forever().until(
                () -> Session.withoutManifest(invocation, choice.user()), session -> invocation.self().toldToEnd()
                        || session.unsettled(invocation).applies().stream()
                                .noneMatch(apply -> apply.state() == OpenApply.State.UNCONFIRMED));
    }

    private void refuse(Reversal reversal) throws IOException {
        var changed = reversal.changedSince();
        reversal.leftOut().forEach(line -> invocation.err().println("rootlessctl: " + Shown.line(line)));
        reversal.stays().forEach(line -> invocation.err().println("rootlessctl: stays: " + Shown.line(line)));
        reversal.edited().forEach(edit -> invocation.err().println("rootlessctl: " + ForeignText.line(edit)));
        changed.forEach(line -> invocation.err().println("rootlessctl: " + Shown.line(line)));
        if (!changed.isEmpty() && !force) {
            throw new IOException("apply " + reversal.id() + ": the host has changed since, so it is not rolled back; "
                    + "--force does it all the same, and what others changed is lost");
        }
    }

    private int make(Session session, Reversal reversal, Progress progress) {
        var report = new ApplyReport(invocation, invocation.style(), choice.json(), progress).withoutPlan();
        invocation.self().heedSignals();
        if (!choice.json()) {
            invocation.out().println();
        }
        var result = reversal.make(report, session.occasion(invocation, "rollback " + reversal.id()));
        report.end();
        invocation.out().print(choice.json() ? PlanJson.result("rollback", result)
                : ApplyText.render(result, "Taken back", invocation.style()));
        return ExitStatus.of(result.outcome()).code();
    }
}
