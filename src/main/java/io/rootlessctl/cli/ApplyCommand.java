package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyListener;
import io.rootlessctl.apply.Reconciler;
import io.rootlessctl.render.ApplyText;
import io.rootlessctl.render.PlanJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "apply", description = "Bring the host to what the manifest declares.", sortOptions = false,
        footer = {"", "Exit status: 0 as declared, 1 failed, 3 the rest needs root, 4 failed and put back."})
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
        try (var progress = new Progress(invocation.err(), invocation.terminal())) {
            ApplyListener listener = new ApplyReport(invocation, style, options.json(), progress);
            var reconciler = new Reconciler(
                    session.host(), invocation.writer().apply(session.host()), session.store(), listener);
            var result = reconciler.apply(session::declaration);
            progress.clear();
            if (options.json()) {
                invocation.out().println(PlanJson.apply(result));
            } else {
                invocation.out().print(ApplyText.render(result, style));
                ConnectionHint.of(session, result).forEach(invocation.out()::println);
            }
            return ExitStatus.of(result.outcome()).code();
        }
    }
}
