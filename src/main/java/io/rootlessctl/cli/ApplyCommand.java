package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.Occasion;
import io.rootlessctl.apply.Reconciler;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.render.ApplyText;
import io.rootlessctl.render.OpenText;
import io.rootlessctl.render.PlanJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "apply", description = {
        "Bring the host to what rootless.toml declares.",
        "Changes only what differs: a second apply changes nothing."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:as declared", "1:failed", "3:what the caller may do is done, the rest needs somebody else",
            "4:failed, and everything was put back"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl apply",
            "  # as root, for one of the users of the file",
            "  rootlessctl apply -f /etc/rootlessctl/rootless.toml --user alice",
            "  # over a connection that the change may cut",
            "  rootlessctl apply --confirm-within 2m && rootlessctl confirm"})
final class ApplyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    @Option(names = "--confirm-within", paramLabel = "TIME", converter = ConfirmTime.class, description = {
        "Put everything back unless `rootlessctl confirm`",
        "comes within this time, such as 120s or 5m; also",
        "when this process or its connection is gone."})
    private Duration confirmWithin;

    ApplyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    ApplyCommand(Invocation invocation, Options options) {
        this.invocation = invocation;
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        var early = Session.ahead(invocation);
        var session = Session.open(invocation, options);
        session.declaration();
        try (var progress = Progress.of(invocation)) {
            var report = new ApplyReport(invocation, invocation.style(), options.json(), progress);
            invocation.self().heedSignals();
            boolean asEarly = !settleEarlier(session, report);
            var occasion = session.occasion(invocation, "apply").toBeConfirmed(Optional.ofNullable(confirmWithin));
            guard(session, occasion);
            progress.show(Progress.LOOKING);
            var result = new Reconciler(session.host(), invocation.writer().apply(session.host()), session.store(), report,
                    occasion).apply(session::declaration, asEarly ? early.get() : session.host());
            report.end();
            show(session, result, unconfirmed(session, occasion));
            return ExitStatus.of(result.outcome()).code();
        }
    }

    /**
     * What waits to be confirmed could not be taken back any more once something else was applied over it.
     *
     * @return whether there was anything
     */
    private boolean settleEarlier(Session session, ApplyReport report) throws IOException {
        var applies = session.unsettled(invocation).applies();
        for (var open : applies) {
            switch (open.state()) {
                case UNCONFIRMED -> throw new IOException(OpenText.line(open));
                case OVERDUE -> new Overdue(invocation, session).takeBack(open, report);
                case RUNNING, CUT_OFF -> { }
            }
        }
        return !applies.isEmpty();
    }

    private void guard(Session session, Occasion occasion) throws IOException {
        if (occasion.confirmWithin().isPresent()) {
            var arguments = new ArrayList<>(List.of("guard", "--at", occasion.at().toString(),
                    "--within", occasion.confirmWithin().get().toString(),
                    "--process", Long.toString(ProcessHandle.current().pid())));
            options.user().ifPresent(name -> arguments.addAll(List.of("--user", name)));
            invocation.self().startAgain(arguments, session.host().caller());
        }
    }

    private Optional<OpenApply> unconfirmed(Session session, Occasion occasion) {
        return occasion.confirmWithin().isEmpty() ? Optional.empty() : session.unsettled(invocation).applies().stream()
                .filter(open -> open.at().equals(occasion.at()) && open.confirmBy().isPresent()).findFirst();
    }

    private void show(Session session, ApplyResult result, Optional<OpenApply> unconfirmed) throws IOException {
        if (options.json()) {
            invocation.out().print(PlanJson.apply(result, unconfirmed));
        } else {
            invocation.show(ApplyText.render(result, invocation.style()));
            ConnectionHint.of(session, result).forEach(invocation.out()::println);
            unconfirmed.ifPresent(open -> invocation.show("\nNot for good yet: " + OpenText.line(open) + ".\n"));
        }
    }
}
