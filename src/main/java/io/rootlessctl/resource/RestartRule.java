package io.rootlessctl.resource;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Restart;
import io.rootlessctl.model.Applied;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code daemon.restart} says against stopping a daemon now, be it for itself or with all of its user's systemd. */
final class RestartRule {
    private RestartRule() {}

    /** {@code daemon.restart is "when-idle" and 2 containers run: web, db}; empty where nothing is against it. */
    static Optional<String> against(Declaration.User user, HostView host) {
        var running = host.daemon(user.account()).found();
        var containers = running.isEmpty() ? Optional.of(List.<Container>of())
                : DaemonAnswer.of(user, running.get(), Applied.NOTHING, host).answer().map(DaemonAnswer.Answer::engine)
                        .map(Engine::containers);
        return against(user.settings().daemon().restart(), containers);
    }

    /** @param containers those that run; empty where the daemon does not say */
    static Optional<String> against(Restart restart, Optional<List<Container>> containers) {
        var is = "daemon.restart is \"" + Settings.spelled(restart) + "\"";
        return switch (restart) {
            case WHEN_NEEDED -> Optional.empty();
            case NEVER -> Optional.of(is);
            case WHEN_IDLE -> containers.isEmpty() ? Optional.of(is + " and the daemon does not say which containers run")
                    : containers.filter(run -> !run.isEmpty()).map(run -> is + " and " + run.size() + " containers run: "
                            + run.stream().map(Container::name).collect(Collectors.joining(", ")));
        };
    }
}
