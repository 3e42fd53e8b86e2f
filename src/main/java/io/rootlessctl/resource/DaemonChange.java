package io.rootlessctl.resource;

import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.manifest.Settings.Restart;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.Systemctl.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a daemon gets from what was seen to what is desired, with at most one restart and none that is not needed. */
record DaemonChange(DaemonWish desired, DaemonSeen seen, List<FieldDiff> diffs, HostView host) {
    /**
     * dockerd takes these from daemon.json on SIGHUP; source: the dockerd reference, "configuration reload". A key that
     * is gone from the file keeps its old value then, so taking one away needs a restart.
     */
    private static final Set<String> RELOADABLE = Set.of(
            "debug", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts", "shutdown-timeout",
            "features", "labels", "insecure-registries", "registry-mirrors", "allow-nondistributable-artifacts",
            "live-restore", "runtimes", "default-runtime", "default-shm-size", "default-ipc-mode",
            "default-cgroupns-mode", "authorization-plugins");
    /** dockerd gives its containers 15 s to stop by default; then RootlessKit and the network driver end. */
    private static final int SOCKET_PATH_LIMIT = 107;
    /** What a daemon that does not answer yet differs in. */
    private static final Set<String> UNANSWERED = Set.of("state", "socket", "start");

    Proposal proposal() {
        if (desired.state() != State.RUNNING) {
            return stopping();
        }
        var socket = desired.socket().toString();
        int length = socket.getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_LIMIT) {
            return Proposal.hindered("daemon.socket: " + socket + " is " + length
                    + " bytes long, a Unix socket's path holds at most " + SOCKET_PATH_LIMIT + "; declare a shorter one");
        }
        if (!desired.user().systemd() && desired.launch().isEmpty()) {
            return Proposal.hindered("dockerd-rootless.sh: not found; install Docker's rootless scripts");
        }
        if (desired.user().systemd() && masked()) {
            return maskedUnit();
        }
        return UserFile.closed(desired.user().socket().getParent(), desired.user().account(), host)
                .filter(_ -> host.status(desired.user().socket().getParent(), desired.user().account()) instanceof Absent<?>)
                .map(closed -> Proposal.hindered("daemon.socket: " + socket + ": its directory cannot be created by "
                        + desired.user().name() + ", " + closed.fault() + "; declare one below the home directory"))
                .orElseGet(this::running);
    }

    private boolean masked() {
        return seen.unit().filter(unit -> unit.loadState().equals("masked")).isPresent();
    }

    private static Proposal maskedUnit() {
        return Proposal.hindered("docker.service: the unit is masked", "systemctl --user unmask docker.service");
    }

    private Proposal stopping() {
        var steps = new ArrayList<Step>();
        if (seen.runs()) {
            steps.add(desired.user().systemd() && inSystemd() ? systemctl(Verb.STOP) : stopDirect());
        }
        steps.addAll(enablement());
        for (var diff : diffs) {
            switch (diff.field()) {
                case DaemonWish.IDENTITY -> steps.add(new Step.RemoveFile(desired.identity().path()));
                case DaemonWish.RUNTIME -> steps.add(new Step.PurgeTree(desired.runtime().orElseThrow()));
                default -> { }
            }
        }
        return Proposal.of(steps).costing(seen.runs() ? Effect.STOP : Effect.NONE).because(containersStop("stops"));
    }

    private Proposal running() {
        boolean onlyStart = diffs.stream().allMatch(diff -> diff.field().equals("start"));
        var steps = new ArrayList<>(enablement());
        if (onlyStart) {
            return Proposal.of(steps);
        }
        var ready = new Step.AwaitReady(desired.socket(), desired.user().settings().daemon().readyTimeout());
        if (isExpectedToAnswer()) {
            steps.add(ready);
            return Proposal.of(steps).because("waits for the daemon, which runs and has not answered yet");
        }
        if (reloadIsEnough()) {
            steps.add(desired.user().systemd()
                    ? systemctl(Verb.RELOAD)
                    : new Step.SignalReload(seen.process().get().dockerd().get()));
            return Proposal.of(steps).costing(Effect.RELOAD).because("reloads the daemon; containers run on");
        }
        steps.addAll(desired.user().systemd() ? startInSystemd() : startDirect());
        steps.add(ready);
        return seen.runs() ? restart(steps) : Proposal.of(steps).because("starts the daemon");
    }

    /** It may be starting, or the host be busy: waiting costs nobody anything, a restart would stop containers. */
    private boolean isExpectedToAnswer() {
        var starting = desired.user().settings().daemon().readyTimeout();
        return seen.engine().isEmpty()
                && seen.process().filter(running -> running.dockerd().isPresent()).filter(running ->
                        seen.silent() || host.now().isBefore(running.started().plus(starting))).isPresent()
                && diffs.stream().map(FieldDiff::field).allMatch(UNANSWERED::contains);
    }

    private Proposal restart(List<Step> steps) {
        var proposal = Proposal.of(steps).costing(Effect.RESTART).because(containersStop("restarts") + hiddenImages());
        var policy = desired.user().settings().daemon().restart();
        var counted = seen.state().equals("running") ? Optional.of(containers()) : Optional.<List<Container>>empty();
        return RestartRule.against(policy, counted).map(why -> proposal.butNot(
                why + (policy == Restart.NEVER ? ": apply again with \"when-needed\" or \"when-idle\"" : ""))).orElse(proposal);
    }

    private boolean reloadIsEnough() {
        return seen.state().equals("running")
                && seen.process().flatMap(running -> running.dockerd()).isPresent()
                && diffs.stream().map(FieldDiff::field).filter(field -> !field.equals("start"))
                        .allMatch(field -> field.startsWith(Daemon.SETTINGS)
                                && RELOADABLE.contains(field.substring(Daemon.SETTINGS.length())))
                && diffs.stream().allMatch(diff -> diff.desired().isPresent());
    }

    private List<Step> enablement() {
        boolean declared = diffs.stream().anyMatch(diff -> diff.field().equals("start"));
        if (!declared || !desired.user().systemd()) {
            return List.of();
        }
        boolean enable = diffs.stream().anyMatch(diff -> diff.field().equals("start")
                && diff.desired().filter("enabled"::equals).isPresent());
        return List.of(systemctl(enable ? Verb.ENABLE : Verb.DISABLE));
    }

    private List<Step> startInSystemd() {
        var steps = new ArrayList<Step>();
        if (seen.runs() && !inSystemd()) {
            steps.add(stopDirect());
        }
        // Files edited by hand may be as declared already, and systemd not know it: it would start with the old ones.
        if (seen.unit().filter(UserUnit::needDaemonReload).isPresent()) {
            steps.add(systemctl(Verb.DAEMON_RELOAD));
        }
        if (seen.state().equals("failed")) {
            steps.add(systemctl(Verb.RESET_FAILED));
        }
        steps.addAll(socketDirectory());
        steps.add(systemctl(inSystemd() ? Verb.RESTART : Verb.START));
        return steps;
    }

    /** Also while it is starting, waiting to be started again, or stopping; unless somebody else started the daemon. */
    private boolean inSystemd() {
        return seen.unit().filter(unit -> switch (unit.activeState()) {
            case "inactive", "failed" -> false;
            case "active" -> true;
            default -> seen.process().map(running -> running.rootlessKit().pid() == unit.mainPid()).orElse(true);
        }).isPresent();
    }

    /** dockerd creates its socket and not the directory of it. */
    private List<Step> socketDirectory() {
        return UserFile.missingDirectories(desired.user().socket().getParent(), desired.user().account(), host);
    }

    private List<Step> startDirect() {
        var launch = desired.launch().orElseThrow();
        var steps = new ArrayList<Step>();
        if (seen.runs()) {
            steps.add(stopDirect());
        }
        var account = desired.user().account();
        steps.addAll(UserFile.missingDirectories(desired.user().directories().runtime(), account, host));
        steps.addAll(socketDirectory());
        steps.addAll(UserFile.missingDirectories(launch.log().getParent(), account, host));
        steps.add(new Step.StartDirect(launch));
        return steps.stream().distinct().toList();
    }

    private Step stopDirect() {
        var running = seen.process().orElseThrow();
        return new Step.StopDirect(running.rootlessKit(), Daemon.STOP_TIMEOUT, DirectStart.former(running, desired.user()));
    }

    private static Step systemctl(Verb verb) {
        return new Systemctl(verb, UserUnitFile.NAME);
    }

    private List<Container> containers() {
        return seen.engine().map(engine -> engine.containers()).orElse(List.of());
    }

    private String containersStop(String verb) {
        if (!seen.runs()) {
            return "";
        }
        var stopped = containers().stream()
                .map(container -> container.name() + (container.comesBack() && verb.equals("restarts")
                        ? " (comes back: " + container.restartPolicy() + ")"
                        : " (stays stopped)"))
                .collect(Collectors.joining(", "));
        if (seen.engine().isEmpty()) {
            return verb + " the daemon, which does not say what containers run";
        }
        return verb + " the daemon; " + (stopped.isEmpty() ? "no container runs" : "stops " + stopped);
    }

    /** Images belong to a data root and a storage driver: another one starts out empty. */
    private String hiddenImages() {
        var hiding = diffs.stream().map(FieldDiff::field)
                .filter(field -> field.equals("settings.data-root") || field.equals("settings.storage-driver"))
                .map(field -> field.substring(Daemon.SETTINGS.length()))
                .collect(Collectors.joining(" and "));
        return hiding.isEmpty() ? "" : "; images and containers of the former " + hiding
                + " stay on disk and are no longer listed";
    }
}
