package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.Departure;
import io.rootlessctl.apply.Reconciler;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.render.ApplyText;
import io.rootlessctl.render.PlanJson;
import io.rootlessctl.render.PlanText;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "uninstall", description = {
        "Take back everything that applies have set, and forget it.",
        "Needs no manifest. Data stays, and with it the ids that own it."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:taken back, or nothing was there", "1:failed", "2:shown and not done",
            "3:what the caller may do is done, the rest needs root", "4:failed, and everything was put back"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl uninstall --dry-run",
            "  # images, containers and volumes go, too",
            "  rootlessctl uninstall --purge-data --yes"})
final class UninstallCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--purge-data", description = {
        "Remove images, containers and volumes, too.",
        "Nothing brings them back."})
    private boolean purge;

    @Mixin
    private Consent consent;

    @Mixin
    private Choice choice;

    UninstallCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.withoutManifest(invocation, choice.user());
        var declaration = session.leaving(purge);
        var departure = new Departure(session.host(), invocation.writer().apply(session.host()), declaration);
        try (var progress = Progress.of(invocation)) {
            progress.show(Progress.LOOKING);
            var plan = new Planner(session.host()).plan(declaration, session.lastApplied(declaration));
            progress.clear();
            if (!choice.json()) {
                show(plan, departure);
            }
            boolean nothing = plan.converged() && departure.records().isEmpty();
            if (nothing || !consent.given(invocation, "Take all this back?")) {
                if (choice.json()) {
                    invocation.out().print(PlanJson.plan("uninstall", plan));
                }
                return (nothing || consent.dryRun() ? ExitStatus.OK : ExitStatus.PENDING).code();
            }
            return leave(session, departure, progress);
        }
    }

    private void show(Plan plan, Departure departure) throws IOException {
        if (plan.converged() && departure.records().isEmpty()) {
            invocation.out().println("Nothing of rootlessctl is here.");
            return;
        }
        invocation.show(PlanText.render(plan, invocation.style()));
        var end = departure.again(plan) ? "Until root has done this, and uninstall is run again, stays " : "At the end goes ";
        departure.records().forEach(directory ->
                invocation.out().println(Shown.line(end + directory + ", rootlessctl's own records.")));
    }

    private int leave(Session session, Departure departure, Progress progress) {
        var report = new ApplyReport(invocation, invocation.style(), choice.json(), progress).withoutPlan();
        invocation.self().heedSignals();
        var reconciler = new Reconciler(session.host(), invocation.writer().apply(session.host()), session.store(), report,
                session.occasion(invocation, "uninstall"));
        if (!choice.json()) {
            invocation.out().println();
        }
        progress.show(Progress.LOOKING);
        ApplyResult result = departure.leave(reconciler);
        report.end();
        invocation.out().print(choice.json() ? PlanJson.result("uninstall", result)
                : ApplyText.render(result, "Taken back", invocation.style()));
        return ExitStatus.of(result.outcome()).code();
    }
}
