package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Account;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks beside all else what every plan wants to know: above all the users' daemons, which take longer to say how they are
 * than most looks take together.
 */
public final class Ahead {
    private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

    private Ahead() {}

    /**
     * Before it is known what is declared: the caller's, as most have their daemon at its usual socket, and what else every
     * plan asks and takes a while.
     *
     * @param still is made beside all else, too, and keeps the answers for whoever asks the same
     * @param more what is also to be asked
     */
    public static void ask(Supplier<HostView> still, Consumer<HostView> more) {
        beside(still, host -> ask(host.caller(), running -> running.usualSocket().stream(), host));
        beside(still, more.andThen(host -> host.addresses().networks()));
    }

    /** Those that are declared. @param still keeps the answers for whoever asks the same */
    static void ask(Declaration declaration, HostView still) {
        var wanted = declaration.users().stream().filter(Declaration.User::wanted).toList();
        beside(() -> still, host -> wanted.forEach(user -> ask(user.account(), _ -> Stream.of(user.socket()), host)));
        beside(() -> still, host -> wanted.stream().filter(Declaration.User::systemd)
                .forEach(user -> host.userUnit(Daemon.UNIT, user.account())));
    }

    private static void beside(Supplier<HostView> still, Consumer<HostView> asking) {
        Thread.ofPlatform().daemon(true).start(() -> {
            try {
                var host = still.get();
                if (host.lookers() > 1) {
                    asking.accept(host);
                }
            } catch (RuntimeException defect) {
                // Whoever asks again is told.
                LOG.debug("asking ahead", defect);
            }
        });
    }

    private static void ask(Account user, Function<RunningDaemon, Stream<Path>> sockets, HostView still) {
        still.daemon(user).found().stream().flatMap(sockets).forEach(socket -> still.engine(socket, user));
    }
}
