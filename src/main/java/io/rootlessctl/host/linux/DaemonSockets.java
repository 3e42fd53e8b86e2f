package io.rootlessctl.host.linux;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the two APIs of a daemon. What is on the other side belongs to the user and is not trusted. One that kept this
 * process waiting is not asked again for a while: one run asks several times, and root's run for many users.
 */
final class DaemonSockets {
    /** Shorter than any of the time limits. */
    private static final Duration SLOW = Duration.ofMillis(1900);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(60);

    /** Not by its path: that is the user's to choose, anew for each question. */
    private record Asked(long user, boolean engine) {}

    private final UserCredentials credentials;
    private final Map<Asked, Long> slow = new ConcurrentHashMap<>();

    DaemonSockets(UserCredentials credentials) {
        this.credentials = credentials;
    }

    Observation<Engine> engine(Path socket, Account as) {
        return ask(socket, as, new Asked(as.uid(), true), daemon -> {
            var running = new ArrayList<Container>();
            for (var id : daemon.json("/containers/json", EngineAnswers::ids)) {
                // One that has ended since the list was made is not running.
                var inspected = daemon.found("/containers/" + id + "/json", EngineAnswers::container);
                inspected.ifPresent(running::add);
            }
            return daemon.json("/info", info -> EngineAnswers.engine(info, running));
        });
    }

    Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as) {
        return ask(apiSocket, as, new Asked(as.uid(), false), daemon -> daemon.json("/v1/info", RootlessKitAnswers::info));
    }

    Observation<List<PublishedPort>> publishedPorts(Path apiSocket, Account as) {
        return ask(apiSocket, as, new Asked(as.uid(), false), daemon -> daemon.json("/v1/ports", RootlessKitAnswers::ports));
    }

    private interface Questions<T> {
        T ask(AnswerTree daemon) throws IOException;
    }

    private <T> Observation<T> ask(Path socket, Account as, Asked asked, Questions<T> questions) {
        var since = slow.get(asked);
        if (since != null && since(since).compareTo(LEFT_ALONE) < 0) {
            return new Observation.Unreadable<>(socket.toString(), "did not answer in time a moment ago");
        }
        long start = System.nanoTime();
        var answer = asked(socket, as, questions);
        if (answer.found().isEmpty() && since(start).compareTo(SLOW) >= 0) {
            slow.put(asked, System.nanoTime());
        }
        return answer;
    }

    /** After a change to the daemon its sockets deserve another try. */
    void forgetSlow() {
        slow.clear();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private <T> Observation<T> asked(Path socket, Account as, Questions<T> questions) {
        try (var http = UnixHttp.connect(socket, as, credentials, UnixHttp.Limits.USUAL)) {
            return Observation.present(questions.ask(new AnswerTree(http)));
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (MalformedAnswer problem) {
            return new Observation.Malformed<>(socket.toString(), problem.getMessage());
        } catch (IOException problem) {
            return FileLook.unreadable(socket, problem);
        }
    }
}
