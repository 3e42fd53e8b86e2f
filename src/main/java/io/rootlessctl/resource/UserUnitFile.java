package io.rootlessctl.resource;

import io.rootlessctl.edit.UnitText;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.host.Program;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code docker.service} of the user's systemd. A unit that is there already, from Docker's own set-up tool, by hand or
 * from the distribution, is taken over as it is: what differs goes into override.conf. Where there is none, the text of
 * Docker's set-up tool is written.
 */
final class UserUnitFile implements ResourceKind<UserUnitFile.Unit, UserUnitFile.Seen> {
    static final String NAME = Daemon.UNIT;
    private static final String EXEC_START = "ExecStart";
    private static final String UNIT = "unit";

    /**
     * @param script dockerd-rootless.sh as found; empty while it is not installed
     * @param managed whether there has to be a unit at all, and for whom we may write one
     */
    record Unit(
            UserFile file, Optional<Path> script, Account account, boolean managed, boolean created) {}

    /**
     * @param text the user's own unit file; empty when systemd has the unit from elsewhere
     * @param masked whether a link to /dev/null stands in its place
     */
    record Seen(Optional<UnitText> text, boolean masked) {}

    @Override
    public String name() {
        return "user-unit";
    }

    @Override
    public List<Desired<Unit>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Unit>>();
        for (var user : declaration.users()) {
            if (user.withoutItsManager(host)) {
                continue;
            }
            var address = new Address(name(), user.name());
            boolean created = last.at(user.scope(), address).created();
            if (user.systemd() || created) {
                found.add(new Desired<>(address, user.scope(), unit(user, created, host),
                        DaemonNeeds.programs(user)));
            }
        }
        return found;
    }

    private static UserFile file(Declaration.User user) {
        return new UserFile(user.directories().config().resolve("systemd/user").resolve(NAME), user.account());
    }

    private static Unit unit(Declaration.User user, boolean created, HostView host) {
        return new Unit(
                file(user), ProgramSearch.find("dockerd-rootless.sh", user, host).found().map(Program::path), user.account(),
                user.systemd() && user.wanted(), created);
    }

    /** Unreadable too where no systemd answers for the user: a unit that nobody can load is of no use. */
    @Override
    public Observation<Seen> observe(Unit desired, HostView host) {
        return !desired.managed() && gone(desired.file(), host) ? Observation.absent() : loaded(desired, host);
    }

    /**
     * Whether nothing of the user's own unit is left. The systemd of a user who does not linger ends with the last
     * session: what it has not loaded and has no file of is not there, although nobody is left to ask.
     */
    static boolean gone(Declaration.User user, HostView host) {
        return gone(file(user), host);
    }

    private static boolean gone(UserFile file, HostView host) {
        return host.userUnit(NAME, file.owner()).obstacle().isPresent()
                && host.status(file.path(), file.owner()) instanceof Absent<FileStatus>;
    }

    private static Observation<Seen> loaded(Unit desired, HostView host) {
        return host.userUnit(NAME, desired.account()).flatMap(unit -> {
            if (unit.loadState().equals("masked")) {
                return Observation.present(new Seen(Optional.empty(), true));
            }
            return elsewhere(unit, desired, host)
                    ? Observation.present(new Seen(Optional.empty(), false))
                    : desired.file().read(text -> new Seen(Optional.of(UnitText.parse(text)), false), host);
        });
    }

    /**
     * From the distribution, or through a link into somebody's own collection. A file of the user's that was removed is
     * still loaded, and is not elsewhere.
     */
    private static boolean elsewhere(UserUnit unit, Unit desired, HostView host) {
        var path = desired.file().path();
        return switch (host.status(path, desired.account())) {
            case Present<FileStatus>(var status) -> status.type() == FileStatus.Type.LINK
                    && unit.loadState().equals("loaded");
            case Absent<FileStatus>() -> unit.loadState().equals("loaded")
                    && unit.fragment().filter(from -> !from.equals(path)).isPresent();
            case Unreadable<FileStatus> _, Malformed<FileStatus> _ -> false;
        };
    }

    @Override
    public SortedMap<String, String> desired(Unit desired) {
        var fields = new TreeMap<String, String>();
        if (desired.managed()) {
            fields.put(UNIT, "present");
            desired.script().filter(_ -> desired.created()).ifPresent(script -> fields.put(EXEC_START, script.toString()));
        }
        return fields;
    }

    /** A unit from elsewhere is as it should be, even where we had written one: what is in it is not ours. */
    @Override
    public SortedMap<String, String> observed(Unit desired, Observation<Seen> observed) {
        return observed.found().map(seen -> fields(desired, seen)).orElseGet(TreeMap::new);
    }

    private SortedMap<String, String> fields(Unit desired, Seen seen) {
        if (seen.masked()) {
            return new TreeMap<>(Map.of(UNIT, "masked"));
        }
        return seen.text().map(text -> written(desired, text)).orElseGet(() -> desired(desired));
    }

    /** A unit that is to go and that is not as we wrote it any more has nothing of ours: it is left, and reported. */
    private static SortedMap<String, String> written(Unit desired, UnitText text) {
        if (!desired.managed() && !asWritten(text)) {
            return new TreeMap<>(Map.of(UNIT, "edited by hand"));
        }
        var fields = new TreeMap<>(Map.of(UNIT, "present"));
        text.value("Service", EXEC_START).ifPresent(found -> fields.put(EXEC_START, found));
        return fields;
    }

    private static boolean asWritten(UnitText text) {
        var script = text.value("Service", EXEC_START).filter(command -> command.startsWith("/")).map(Path::of);
        return script.isPresent() && Stream.of(true, false)
                .anyMatch(simple -> template(script.get(), simple).equals(text.text()));
    }

    @Override
    public Proposal propose(Unit desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var reload = new Step.Systemctl(Systemctl.Verb.DAEMON_RELOAD, NAME);
        if (!desired.managed()) {
            return Proposal.of(new Step.RemoveFile(desired.file().path()), reload);
        }
        if (observed.found().filter(Seen::masked).isPresent()) {
            return Proposal.hindered("docker.service: the unit is masked", "systemctl --user unmask docker.service");
        }
        if (desired.script().isEmpty()) {
            return Proposal.hindered("dockerd-rootless.sh: not found; install Docker's rootless scripts");
        }
        var script = desired.script().get();
        var text = observed.found().flatMap(Seen::text).filter(own -> !asWritten(own))
                .map(own -> own.with("Service", EXEC_START, script.toString()).text())
                .orElseGet(() -> template(script, simple(desired, host)));
        var steps = new ArrayList<>(desired.file().write(text, 0644, host));
        steps.add(reload);
        return Proposal.of(steps);
    }

    /** Docker before 23 does not notify systemd from below. */
    private static boolean simple(Unit desired, HostView host) {
        return host.version("dockerd", desired.account()).found().map(version -> !version.atLeast(23)).orElse(false);
    }

    /** The text that dockerd-rootless-setuptool.sh writes. */
    private static String template(Path script, boolean simple) {
        return """
                [Unit]
                Description=Docker Application Container Engine (Rootless)
                Documentation=https://docs.docker.com/go/rootless/
                Requires=dbus.socket

                [Service]
                Environment=PATH=%s:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
                ExecStart=%s
                ExecReload=/bin/kill -s HUP $MAINPID
                TimeoutSec=0
                RestartSec=2
                Restart=always
                StartLimitBurst=3
                StartLimitInterval=60s
                LimitNOFILE=infinity
                LimitNPROC=infinity
                LimitCORE=infinity
                TasksMax=infinity
                Delegate=yes
                Type=%s
                NotifyAccess=all
                KillMode=mixed

                [Install]
                WantedBy=default.target
                """.formatted(script.getParent(), script, simple ? "simple" : "notify");
    }
}
