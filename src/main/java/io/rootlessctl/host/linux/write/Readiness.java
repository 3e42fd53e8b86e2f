package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.FileLook;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.UnixHttp;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a daemon to answer, as long as it may yet. */
final class Readiness {
    private static final UnixHttp.Limits PING =
            new UnixHttp.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Duration POLL = Duration.ofMillis(20);

    private final LinuxHost host;
    private final DirectDaemon daemon;
    private final UserUnits units;
    private final BooleanSupplier interrupted;

    /**
     * @param daemon what was started last without systemd
     * @param units what was started last with it
     * @param interrupted whether this process has been told to end
     */
    Readiness(LinuxHost host, DirectDaemon daemon, UserUnits units, BooleanSupplier interrupted) {
        this.host = host;
        this.daemon = daemon;
        this.units = units;
        this.interrupted = interrupted;
    }

    /** A wait that begins after the process was told to end is one of putting back, and lasts. */
    void await(Path socket, Duration timeout, Account as) throws IOException {
        host.forgetSlowSockets();
        boolean puttingBack = interrupted.getAsBoolean();
        var failed = new AtomicBoolean();
        var last = new AtomicReference<>("nothing listens there");
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(timeout)
                    .until(() -> answers(socket, as, last) || daemon.ended().isPresent() || noted(failed, as)
                            || !puttingBack && interrupted.getAsBoolean());
        } catch (ConditionTimeoutException _) {
            throw new IOException(socket + ": no answer of the Engine API within " + timeout.toSeconds() + " s: "
                    + last.get() + "; see the daemon's log");
        }
        if (!puttingBack && interrupted.getAsBoolean()) {
            throw new IOException(socket + ": interrupted by a signal while waiting for an answer of the Engine API");
        }
        if (failed.get()) {
            throw new IOException(socket + ": docker.service has failed and nothing answers; see the daemon's log");
        }
        if (daemon.ended().isPresent()) {
            throw new IOException(socket + ": the daemon ended with status " + daemon.ended().getAsInt()
                    + " and does not answer; see its log");
        }
    }

    private boolean noted(AtomicBoolean failed, Account as) {
        failed.set(units.failed(as));
        return failed.get();
    }

    private boolean answers(Path socket, Account as, AtomicReference<String> last) {
        try (var http = UnixHttp.connect(socket, as, host.credentials(), PING)) {
            var answer = http.get("/_ping");
            last.set("GET /_ping: status " + answer.status());
            return answer.succeeded();
        } catch (IOException problem) {
            last.set(FileLook.reason(problem));
            return false;
        }
    }
}
