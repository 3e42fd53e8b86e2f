package io.rootlessctl.cli;

import io.rootlessctl.apply.Reconciler;
import io.rootlessctl.render.ApplyText;
import io.rootlessctl.render.PlanJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "apply", description = {
        "Bring the host to what rootless.toml declares.",
        "Changes only what differs: a second apply changes nothing."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:as declared", "1:failed", "3:what the caller may do is done, the rest needs somebody else",
            "4:failed, and everything was put back"})
final class ApplyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    ApplyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.open(invocation, options);
        session.declaration();
        var style = invocation.style();
        try (var progress = Progress.of(invocation)) {
            var report = new ApplyReport(invocation, style, options.json(), progress);
            var reconciler = new Reconciler(
                    session.host(), invocation.writer().apply(session.host()), session.store(), report,
                    session.occasion(invocation, "apply"));
            progress.show(Progress.LOOKING);
            var result = reconciler.apply(session::declaration);
            report.end();
            if (options.json()) {
                invocation.out().print(PlanJson.apply(result));
            } else {
                invocation.out().print(ApplyText.render(result, style));
                ConnectionHint.of(session, result).forEach(invocation.out()::println);
            }
            return ExitStatus.of(result.outcome()).code();
        }
    }
}
