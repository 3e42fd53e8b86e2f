package io.rootlessctl.cli;

import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Status;
import io.rootlessctl.plan.StatusLook;
import io.rootlessctl.render.StatusJson;
import io.rootlessctl.render.StatusText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = {
        "Show each daemon's health, settings, drift and last log lines.",
        "Without a manifest there is no drift to count."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:shown, whatever the state", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl status",
            "  rootlessctl status -o json --user alice"})
final class StatusCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    StatusCommand(Invocation invocation, Options options) {
        this.invocation = invocation;
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.openOrDefaults(invocation, options);
        var open = session.told(invocation);
        var users = look(session);
        if (users.isEmpty()) {
            invocation.err().println("rootlessctl: status: no users to show; name one with --user");
        }
        if (options.json()) {
            invocation.out().print(StatusJson.render(users, open));
        } else {
            invocation.show(StatusText.render(users, invocation.clock().instant(), invocation.style(), invocation.width()));
        }
        return ExitStatus.OK.code();
    }

    private List<Status> look(Session session) throws IOException {
        try (var progress = Progress.of(invocation)) {
            Optional<Plan> plan = session.declared() ? Optional.of(session.plan(progress)) : Optional.empty();
            progress.show(Progress.LOOKING);
            return status(session, plan);
        }
    }

    /** How each user's daemon is; {@code plan} tells what is not as declared. */
    static List<Status> status(Session session, Optional<Plan> plan) {
        return session.declaration().users().stream()
                .map(user -> StatusLook.at(user, plan, session.host())).toList();
    }
}
