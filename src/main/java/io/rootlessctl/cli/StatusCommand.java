package io.rootlessctl.cli;

import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Status;
import io.rootlessctl.plan.StatusLook;
import io.rootlessctl.render.StatusJson;
import io.rootlessctl.render.StatusText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Show each daemon's health, settings, drift and last log lines.",
        sortOptions = false, footer = {"", "Needs no manifest; with one it counts drift. Exit status: 0."})
final class StatusCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.openOrDefaults(invocation, options);
        var users = look(session);
        invocation.out().print(options.json()
                ? StatusJson.render(users) + System.lineSeparator()
                : StatusText.render(users, Instant.now(), invocation.style()));
        return ExitStatus.OK.code();
    }

    private static List<Status> look(Session session) {
        Optional<Plan> plan = session.declared() ? Optional.of(session.plan()) : Optional.empty();
        return session.declaration().users().stream()
                .map(user -> StatusLook.at(user, plan, session.host())).toList();
    }
}
