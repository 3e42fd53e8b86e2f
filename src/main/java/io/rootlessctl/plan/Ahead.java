package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.resource.Declaration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the users' daemons beside all else: a daemon takes longer to say how it is than most looks take together, and every
 * plan wants to know.
 */
final class Ahead {
    private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

    private Ahead() {}

    /** @param still keeps the answers for whoever asks the same */
    static void ask(Declaration declaration, HostView still) {
        if (still.lookers() > 1) {
            Thread.ofPlatform().daemon(true).start(() ->
                    declaration.users().stream().filter(Declaration.User::wanted).forEach(user -> ask(user, still)));
        }
    }

    private static void ask(Declaration.User user, HostView still) {
        try {
            still.daemon(user.account()).found().ifPresent(_ -> still.engine(user.socket(), user.account()));
        } catch (RuntimeException defect) {
            // Whoever asks again is told.
            LOG.debug("{}", user.name(), defect);
        }
    }
}
