package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.UserUnit;
import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Units of users' own systemd. Docker's unit has no time-out of its own, so that systemctl would wait for as long as a
 * daemon hangs: a start is only asked for, and whoever waits for the daemon asks {@link #failed}.
 */
final class UserUnits {
    /** dockerd gives its containers 15 s to stop by default; then RootlessKit and the network driver end. */
    private static final Duration STOP = Duration.ofSeconds(45);
    /** For what has not come to its dockerd: RootlessKit heeds no signal while it waits for its network driver. */
    private static final Duration STARTING = Duration.ofSeconds(5);
    private static final Duration KILLED = Duration.ofSeconds(15);
    private static final long LOOK_EVERY = Duration.ofMillis(500).toNanos();

    private final LinuxHost host;
    private Optional<String> started = Optional.empty();
    private long looked;
    private boolean seenFailed;

    UserUnits(LinuxHost host) {
        this.host = host;
    }

    void systemctl(Systemctl.Verb verb, String unit, Account as) throws IOException {
        switch (verb) {
            case START, RESTART -> start(verb, unit, as);
            case STOP -> {
                ended(verb, unit, as);
                require(verb, unit, as);
            }
            case ENABLE, DISABLE, DAEMON_RELOAD, RELOAD, RESET_FAILED -> require(verb, unit, as);
        }
    }

    /**
     * A start asked for is one more try, however often the unit was started lately. Systemd would count it: three in a
     * minute, which three applies are too, and it refuses the next.
     */
    private void start(Systemctl.Verb verb, String unit, Account as) throws IOException {
        // Fails for a unit that systemd has not loaded: then it has counted nothing either.
        run(unit, as, HostCommands.userSystemctl(Systemctl.Verb.RESET_FAILED, unit).argv());
        ended(verb, unit, as);
        started = Optional.of(unit);
        seenFailed = false;
    }

    /** Asks for it, and waits until the process that runs now is gone: it would be taken for the new one. */
    private void ended(Systemctl.Verb verb, String unit, Account as) throws IOException {
        var main = host.userUnit(unit, as).found().map(UserUnit::mainPid).filter(pid -> pid > 0).flatMap(ProcessHandle::of);
        boolean starting = host.daemon(as).found().filter(daemon -> daemon.dockerd().isEmpty()).isPresent();
        var argv = new ArrayList<>(HostCommands.userSystemctl(verb, unit).argv());
        argv.add(argv.size() - 1, "--no-block");
        HostTools.require("systemctl --user " + verb + " " + unit, run(unit, as, argv));
        if (main.isEmpty() || verb == Systemctl.Verb.START || gone(main.get(), starting ? STARTING : STOP)) {
            return;
        }
        run(unit, as, List.of("systemctl", "--user", "kill", "-s", "KILL", unit));
        if (!gone(main.get(), KILLED)) {
            throw new IOException("systemctl --user " + verb + " " + unit + ": process " + main.get().pid()
                    + " has not ended, not even by SIGKILL; see `systemctl --user status " + unit + "`");
        }
    }

    private static boolean gone(ProcessHandle process, Duration limit) throws IOException {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("process " + process.pid() + ": interrupted while waiting for its end");
        } catch (ExecutionException problem) {
            throw new IOException("process " + process.pid() + ": " + problem.getMessage(), problem);
        }
    }

    /**
     * Whether what was started last has failed. Asked often, it looks twice a second; what it sees once may be the former
     * start's.
     */
    boolean failed(Account as) {
        if (started.isEmpty() || System.nanoTime() - looked < LOOK_EVERY) {
            return false;
        }
        looked = System.nanoTime();
        boolean before = seenFailed;
        seenFailed = host.userUnit(started.get(), as).found().filter(unit -> unit.activeState().equals("failed")
                || unit.subState().startsWith("auto-restart")).isPresent();
        return before && seenFailed;
    }

    private void require(Systemctl.Verb verb, String unit, Account as) throws IOException {
        HostTools.require("systemctl --user " + verb + " " + unit, run(unit, as, HostCommands.userSystemctl(verb, unit).argv()));
    }

    private Command.Result run(String unit, Account as, List<String> argv) throws IOException {
        return Failure.about(String.join(" ", argv.subList(0, 3)) + " " + unit,
                () -> host.commands().run(as, host.directories(as), HostTools.SYSTEMCTL_LIMIT, argv));
    }
}
