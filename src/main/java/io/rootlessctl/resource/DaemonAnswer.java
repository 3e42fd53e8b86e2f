package io.rootlessctl.resource;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.PathText;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of asking a running daemon, on each socket that may be its own.
 *
 * @param silent whether there is no answer, and a socket that nothing came from in time
 */
record DaemonAnswer(Optional<Answer> answer, boolean silent) {
    static final DaemonAnswer NOBODY = new DaemonAnswer(Optional.empty(), false);

    record Answer(Path socket, Engine engine) {}

    static DaemonAnswer of(Declaration.User user, RunningDaemon running, Applied last, HostView host) {
        boolean silent = false;
        for (var path : sockets(user, running, last).toList()) {
            var seen = host.engine(path, user.account());
            if (seen.found().isPresent()) {
                return new DaemonAnswer(Optional.of(new Answer(path, seen.found().get())), false);
            }
            silent |= seen instanceof Unreadable<?>;
        }
        return new DaemonAnswer(Optional.empty(), silent);
    }

    /** The declared one, the one of the last apply, and the one that the process would take by itself. */
    private static Stream<Path> sockets(Declaration.User user, RunningDaemon running, Applied last) {
        var candidates = new LinkedHashSet<Path>();
        candidates.add(user.socket());
        Optional.ofNullable(last.fields().get("socket")).flatMap(PathText::absolute).ifPresent(candidates::add);
        running.usualSocket().ifPresent(candidates::add);
        return candidates.stream();
    }
}
