package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.Observation.Absent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether one user has a daemon, who runs it and when it starts, for a manifest that is made from the host. */
public final class ExistingDaemon {
    private static final String SECTION = "daemon";

    private ExistingDaemon() {}

    /** Whether the user has a rootless daemon, or one of its files. */
    public static boolean any(Declaration.User user, HostView host) {
        return host.daemon(user.account()).found().isPresent() || trace(user, host).isPresent();
    }

    /** The first of a daemon's files that is there. */
    private static Optional<Path> trace(Declaration.User user, HostView host) {
        var config = user.directories().config();
        return Stream.of(DaemonJson.file(user).path(), user.directories().dockerConfig().resolve("rootless.env"),
                        config.resolve("systemd/user").resolve(UserUnitFile.NAME),
                        config.resolve("systemd/user/docker.service.d/override.conf"), user.dataRoot())
                .filter(path -> host.status(path, user.account()).found().map(FileStatus::type)
                        .filter(type -> type != FileStatus.Type.OTHER).isPresent()).findFirst();
    }

    static List<Existing> of(Declaration.User user, HostView host) {
        var found = new ArrayList<Existing>();
        var running = host.daemon(user.account());
        var unit = host.systemd() ? host.userUnit(UserUnitFile.NAME, user.account()).found() : Optional.<UserUnit>empty();
        if (running instanceof Absent<?>) {
            found.add(stopped(user, unit, host));
        }
        running.found().ifPresent(process -> {
            if (host.systemd() && unit.filter(known -> known.activeState().equals("active")).isEmpty()) {
                found.add(user.found(SECTION, "manager", "direct",
                        "process " + process.rootlessKit().pid() + " is none of " + UserUnitFile.NAME));
            }
            flags(process).ifPresent(names -> found.add(user.foreign("dockerd, process " + process.dockerd()
                    .orElse(process.rootlessKit()).pid() + ": " + names + " on its command line")));
        });
        if (user.systemd()) {
            unit.flatMap(known -> start(user, known, host)).ifPresent(found::add);
        }
        return found;
    }

    /** Files that are left without a unit that could start a daemon are of no daemon. */
    private static Existing stopped(Declaration.User user, Optional<UserUnit> unit, HostView host) {
        var trace = trace(user, host);
        boolean startable = !user.systemd() || unit.filter(known -> !known.loadState().equals("not-found")).isPresent();
        return user.found(SECTION, "state", trace.isPresent() && startable ? "stopped" : "absent",
                trace.map(path -> user.written(path) + ", and " + (startable ? "no daemon runs" : "no " + UserUnitFile.NAME))
                        .orElse("no daemon, and no file of one"));
    }

    /** By their names: a value may be a secret. */
    private static Optional<String> flags(RunningDaemon process) {
        return Optional.of(process.dockerdArguments().stream().skip(1).filter(word -> word.startsWith("-"))
                .map(word -> word.split("=", 2)[0]).distinct().collect(Collectors.joining(", "))).filter(text -> !text.isEmpty());
    }

    private static Optional<Existing> start(Declaration.User user, UserUnit unit, HostView host) {
        if (unit.unitFileState().startsWith("enabled")) {
            return host.linger(user.account()).found().filter(Boolean::booleanValue).isPresent() ? Optional.empty()
                    : Optional.of(user.found(SECTION, "start", "login", UserUnitFile.NAME + " is enabled, and " + user.name()
                            + " does not linger"));
        }
        return unit.loadState().equals("not-found") ? Optional.empty()
                : Optional.of(user.found(SECTION, "start", "manual", UserUnitFile.NAME + " is not enabled"));
    }
}
