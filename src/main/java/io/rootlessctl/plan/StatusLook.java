package io.rootlessctl.plan;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Reach;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.manifest.Settings.Shell;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Status;
import io.rootlessctl.model.Status.State;
import io.rootlessctl.resource.ClientEnvironment;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.ExposedApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One user's daemon as it is now, for a person to read; nothing is decided by it. */
public final class StatusLook {
    private static final int LOG_LINES = 5;

    private final Declaration.User user;
    private final HostView host;
    private final List<String> problems = new ArrayList<>();

    private StatusLook(Declaration.User user, HostView host) {
        this.user = user;
        this.host = host;
    }

    /** @param plan what is not as declared; empty when no manifest says what is */
    public static Status at(Declaration.User user, Optional<Plan> plan, HostView host) {
        return new StatusLook(user, host).status(plan);
    }

    private Status status(Optional<Plan> plan) {
        var looked = host.daemon(user.account());
        var process = seen(looked);
        var socket = Daemon.socket(user, process, host);
        var engine = socket.flatMap(path -> seen(host.engine(path, user.account())));
        var kit = process.flatMap(RunningDaemon::apiSocket)
                .flatMap(api -> seen(host.rootlessKit(api, user.account())));
        process.ifPresent(this::probe);
        return new Status(
                user.name(), state(looked, engine), process.map(StatusLook::process).map(ProcessId::pid),
                process.map(RunningDaemon::started),
                new Status.Software(engine.map(Engine::version), kit.map(RootlessKitInfo::version)),
                Optional.of(socket.orElse(user.socket())),
                Optional.of(ClientEnvironment.forCaller(user, host).exports(Shell.BASH)),
                new Status.Storage(engine.map(Engine::dataRoot), engine.map(Engine::storageDriver)),
                network(process, kit), engine.map(Engine::cgroupDriver), process.map(StatusLook::idMap).orElse(List.of()),
                engine.map(known -> known.containers().size()), plan.map(this::drift), problems, log(),
                process.flatMap(running -> seen(host.daemonView().processes(running))).orElse(List.of()));
    }

    /** A daemon looks healthy whose network is dead. */
    private void probe(RunningDaemon daemon) {
        user.settings().daemon().probe().ifPresent(place -> seen(host.daemonView().reach(daemon, place, user.account()))
                .filter(reach -> reach != Reach.REACHED)
                .ifPresent(reach -> problems.add("daemon.probe: " + place + " " + reach)));
    }

    private <T> Optional<T> seen(Observation<T> observed) {
        observed.obstacle().ifPresent(problems::add);
        return observed.found();
    }

    private State state(Observation<RunningDaemon> looked, Optional<Engine> engine) {
        if (looked.obstacle().isPresent()) {
            return State.UNKNOWN;
        }
        if (looked.found().isPresent()) {
            return engine.isPresent() ? State.RUNNING : State.NOT_ANSWERING;
        }
        var unit = user.systemd()
                ? seen(host.userUnit(Daemon.UNIT, user.account())) : Optional.<UserUnit>empty();
        return unit.filter(known -> known.activeState().equals("failed")).isPresent() ? State.FAILED : State.STOPPED;
    }

    private static ProcessId process(RunningDaemon running) {
        return running.dockerd().orElse(running.rootlessKit());
    }

    private Status.Network network(Optional<RunningDaemon> process, Optional<RootlessKitInfo> kit) {
        return new Status.Network(
                kit.flatMap(RootlessKitInfo::networkDriver).or(() -> process.flatMap(running -> running.flag("net"))),
                kit.flatMap(RootlessKitInfo::portDriver).or(() -> process.flatMap(running -> running.flag("port-driver"))),
                process.flatMap(running -> running.flag("mtu")).filter(mtu -> mtu.matches("\\d{1,6}")).map(Integer::valueOf),
                ExposedApi.of(user, host));
    }

    private static List<Status.IdRange> idMap(RunningDaemon running) {
        return running.uidMap().stream().map(map -> new Status.IdRange(map.inside(), map.outside(), map.count())).toList();
    }

    /** The fields that drift counts when it is asked for this user alone: the user's own, and the host's. */
    private int drift(Plan plan) {
        var scopes = Set.of(user.scope(), Scope.HOST);
        return Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change))
                .filter(change -> scopes.contains(change.scope())).mapToInt(Change::fields).sum();
    }

    private List<String> log() {
        return seen(Daemon.lastLines(user, LOG_LINES, host)).orElse(List.of());
    }
}
