package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.manifest.Settings.Shell;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.resource.ClientEnvironment;
import io.rootlessctl.resource.Declaration;
import java.util.List;
import java.util.stream.Stream;

/** After an apply: the lines to copy that make a docker client talk to the daemon. */
final class ConnectionHint {
    private ConnectionHint() {}

    static List<String> of(Session session, ApplyResult result) {
        if (result.outcome() != Outcome.APPLIED && result.outcome() != Outcome.CONVERGED) {
            return List.of();
        }
        return session.declaration().users().stream()
                .filter(user -> user.settings().daemon().state() == State.RUNNING)
                .flatMap(user -> lines(session, user))
                .toList();
    }

    private static Stream<String> lines(Session session, Declaration.User user) {
        var exports = ClientEnvironment.forCaller(user, session.host()).exports(Shell.BASH);
        return Stream.of("", "Docker of " + user.name() + ":", exports.indent(2).stripTrailing());
    }
}
