package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Reach;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a daemon that a change has started reaches what {@code daemon.probe} names: one can answer on its socket with a
 * network that is dead.
 *
 * @param stopped whether this process has been told to end
 */
record Egress(Declaration declaration, HostView host, BooleanSupplier stopped) {
    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** @throws IOException when it does not within {@code daemon.ready-timeout} */
    void require(Change change) throws IOException {
        if (change.steps().stream().noneMatch(Step.AwaitReady.class::isInstance)) {
            return;
        }
        for (var user : declaration.users()) {
            var probe = user.settings().daemon().probe();
            if (probe.isPresent() && change.address().equals(new Address("daemon", user.name()))) {
                require(user, probe.get());
            }
        }
    }

    private void require(Declaration.User user, Destination place) throws IOException {
        var limit = user.settings().daemon().readyTimeout();
        var last = new AtomicReference<Observation<Reach>>(Observation.absent());
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(limit).until(() -> {
                last.set(host.daemon(user.account()).flatMap(daemon -> host.daemonView().reach(daemon, place, user.account())));
                return last.get().found().filter(reach -> !reach.lost()).isPresent() || stopped.getAsBoolean();
            });
        } catch (ConditionTimeoutException _) {
            LOG.debug("{}: not reached within {}", place, limit);
        }
        var reach = last.get().found();
        if (reach.filter(seen -> !seen.lost()).isEmpty()) {
            throw new IOException("daemon.probe: " + last.get().obstacle().orElseGet(() -> place + " "
                    + reach.map(Reach::toString).orElse("cannot be reached: the daemon does not run any more")));
        }
        if (reach.get() == Reach.NOT_FROM_HOST) {
            LOG.warn("daemon.probe: {} {}", place, reach.get());
        }
    }
}
