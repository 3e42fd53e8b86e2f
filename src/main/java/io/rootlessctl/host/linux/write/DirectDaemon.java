package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.linux.OpenFile;
import io.rootlessctl.host.linux.OwnSession;
import io.rootlessctl.host.linux.ProcStat;
import io.rootlessctl.host.linux.ProcessSignal;
import io.rootlessctl.host.linux.ProcessTable;
import io.rootlessctl.host.linux.UserCommands;
import io.rootlessctl.host.linux.UserCredentials;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon that no systemd starts and stops. */
final class DirectDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(DirectDaemon.class);
    private static final int LOG_MODE = 0600;
    private static final Duration POLL = Duration.ofMillis(20);
    /** For a RootlessKit that has not come to its dockerd: one that waits for its network driver heeds no signal. */
    private static final Duration STARTING = Duration.ofSeconds(5);
    /** What has to be gone after a stop; a container's own processes are dockerd's business. */
    private static final Set<String> PARTS = Set.of(
            "rootlesskit", "docker-rootless", "exe", "dockerd", "containerd", "slirp4netns", "pasta", "vpnkit");

    /** Where one of these runs, there may be containers, which only it can end in order. */
    private static final Set<String> HOLDING = Set.of("dockerd", "containerd");

    private final UserCredentials credentials;
    private final UserCommands commands;
    private Process started;

    DirectDaemon(UserCredentials credentials, UserCommands commands) {
        this.credentials = credentials;
        this.commands = commands;
    }

    /**
     * Starts it in a session of its own, so that neither our end nor a closing terminal ends it. Not through
     * commons-exec: that pumps output through this process, which the daemon has to outlive.
     */
    void start(DirectLaunch launch, Account as) throws IOException {
        var about = launch.argv().getFirst() + ": log " + launch.log();
        try (var log = Failure.about(about, () -> credentials.as(as, () -> openLog(launch.log())))) {
            var start = commands.apart(as, launch.environment(), launch.argv());
            var process = new ProcessBuilder(start.argv()).directory(Path.of("/").toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.self().toFile()));
            process.environment().clear();
            process.environment().putAll(start.environment());
            LOG.debug("start {}", launch.argv());
            started = Failure.about(launch.argv().getFirst(), () -> OwnSession.start(process));
        }
    }

    /** The exit status of what was started last, if it has ended: then nothing will ever answer. */
    OptionalInt ended() {
        return started == null || started.isAlive() ? OptionalInt.empty() : OptionalInt.of(started.exitValue());
    }

    private static OpenFile openLog(Path path) throws IOException {
        var log = OpenFile.forAppending(path, LOG_MODE);
        if (log.status().type() == FileStatus.Type.FILE) {
            return log;
        }
        log.close();
        throw new FileSystemException(path.toString(), null, "found no regular file; move it away");
    }

    /** Does nothing when the process has ended already, even if another one has its number by now. */
    void stop(ProcessId process, Duration timeout, Account as) throws IOException {
        if (!ProcessSignal.alive(process, as.uid())) {
            return;
        }
        var parts = parts(process);
        var names = parts.stream().map(ProcStat::name).toList();
        boolean starting = names.contains("rootlesskit") && names.stream().noneMatch(HOLDING::contains);
        ProcessSignal.TERMINATE.send(process, as.uid());
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL)
                    .atMost(starting ? STARTING : timeout).until(() -> remaining(parts).isEmpty());
        } catch (ConditionTimeoutException _) {
            if (starting) {
                for (var part : remaining(parts)) {
                    ProcessSignal.KILL.send(part.id(), as.uid());
                }
                return;
            }
            var left = remaining(parts).stream().map(part -> part.name() + " " + part.id().pid())
                    .collect(Collectors.joining(", "));
            throw new IOException("process " + process.pid() + ": " + left + " still running " + timeout.toSeconds()
                    + " s after SIGTERM; see the daemon's log, or end them by hand");
        }
    }

    void reload(ProcessId process, Account as) throws IOException {
        if (!ProcessSignal.alive(process, as.uid())) {
            throw new IOException("process " + process.pid() + ": has ended; nothing reads the settings again");
        }
        ProcessSignal.HANGUP.send(process, as.uid());
    }

    private static List<ProcStat> parts(ProcessId process) throws IOException {
        var table = ProcessTable.read();
        var parts = new ArrayList<ProcStat>();
        Optional.ofNullable(table.byPid().get(process.pid())).ifPresent(parts::add);
        table.descendants(process.pid()).stream().filter(part -> PARTS.contains(part.name())).forEach(parts::add);
        return parts;
    }

    private static List<ProcStat> remaining(List<ProcStat> parts) {
        return parts.stream().filter(part -> ProcessTable.alive(part.id()).isPresent()).toList();
    }
}
