package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.FileLook;
import io.rootlessctl.host.linux.UnixHttp;
import io.rootlessctl.host.linux.UserCredentials;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until the Engine API answers on a socket, or the daemon that was started for it has ended. */
record ReadyWait(Path socket, Account as, UserCredentials credentials, DirectDaemon daemon) {
    private static final UnixHttp.Limits PING =
            new UnixHttp.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Duration POLL = Duration.ofMillis(100);

    void await(Duration timeout) throws IOException {
        var last = new AtomicReference<>("nothing listens there");
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(timeout)
                    .until(() -> answers(last) || daemon.ended().isPresent());
        } catch (ConditionTimeoutException _) {
            throw new IOException(socket + ": no answer of the Engine API within " + timeout.toSeconds() + " s: "
                    + last.get() + "; see the daemon's log");
        }
        if (daemon.ended().isPresent()) {
            throw new IOException(socket + ": the daemon ended with status " + daemon.ended().getAsInt()
                    + " and does not answer; see its log");
        }
    }

    private boolean answers(AtomicReference<String> last) {
        try (var http = UnixHttp.connect(socket, as, credentials, PING)) {
            var answer = http.get("/_ping");
            last.set("GET /_ping: status " + answer.status());
            return answer.succeeded();
        } catch (IOException problem) {
            last.set(FileLook.reason(problem));
            return false;
        }
    }
}
