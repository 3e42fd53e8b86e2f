package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.manifest.HostSettings;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The system's own Docker, run by root: seen, and stopped and disabled where that is declared. The service comes first:
 * it stops with its socket, and would then not be known to have run when all is taken back. A client that starts it again
 * in between does so in vain, for the same reason.
 */
final class RootfulDocker implements ResourceKind<RootfulDocker.Wish, UserUnit> {
    private static final String SERVICE = "docker.service";
    private static final List<String> UNITS = List.of(SERVICE, "docker.socket");
    private static final Path SOCKET = Path.of("/run/docker.sock");

    /**
     * @param disabled false where nothing is declared
     * @param back whether what we did to it is taken back; else, where nothing is declared, it is only seen
     * @param socket whether the socket of a rootful Docker is there
     */
    record Wish(String unit, boolean disabled, boolean back, boolean socket) {}

    @Override
    public String name() {
        return "rootful-docker";
    }

    @Override
    public Set<String> keys() {
        return Set.of("host.rootful-docker");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        boolean socket = host.status(SOCKET, host.caller()).found()
                .filter(status -> status.type() == FileStatus.Type.SOCKET).isPresent();
        if (declaration.host().rootfulDocker() == HostSettings.RootfulDocker.DISABLED) {
            return UNITS.stream().map(unit -> at(new Wish(unit, true, false, socket))).toList();
        }
        var ours = declaration.decides(host) ? last.names(Scope.HOST, name()) : Set.<String>of();
        boolean told = socket && !declaration.leaves() && !declaration.host().declared().contains("host.rootful-docker");
        return UNITS.stream().filter(unit -> ours.contains(unit) || told && unit.equals(SERVICE))
                .map(unit -> at(new Wish(unit, false, declaration.leaves(), told))).toList();
    }

    private Desired<Wish> at(Wish wish) {
        return new Desired<>(new Address(name(), wish.unit()), Scope.HOST, wish);
    }

    @Override
    public Observation<UserUnit> observe(Wish desired, HostView host) {
        return desired.disabled() || desired.back() ? host.systemUnit(desired.unit()) : Observation.absent();
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.disabled() ? Map.of("active", "false", "enabled", "false") : Map.of());
    }

    /** What is not installed, masked or on a host without systemd neither runs nor starts. */
    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<UserUnit> observed) {
        var unit = observed.found();
        boolean active = unit.filter(known -> Stream.of("active", "activating", "reloading")
                .anyMatch(known.activeState()::equals)).isPresent();
        boolean enabled = unit.map(UserUnit::unitFileState).filter(state -> state.startsWith("enabled")).isPresent();
        return new TreeMap<>(Map.of("active", Boolean.toString(active), "enabled", Boolean.toString(enabled)));
    }

    /** Nobody is given back a Docker of the system's only because a line left the file. */
    @Override
    public Set<String> letBe(Wish desired) {
        return desired.disabled() || desired.back() ? Set.of() : Set.of("active", "enabled");
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var units = UNITS.stream().map(unit -> at(new Wish(unit, true, false, false)).value()).toList();
        boolean off = host.root() && host.systemUnit(SERVICE).found().isPresent()
                && units.stream().allMatch(wish -> observed(wish, observe(wish, host)).equals(desired(wish)));
        return off ? List.of(new Existing.Value(Scope.HOST, "host", "rootful-docker", "disabled",
                "systemctl is-enabled " + SERVICE)) : List.of();
    }

    @Override
    public Proposal propose(Wish desired, Observation<UserUnit> observed, List<FieldDiff> diffs, HostView host) {
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            boolean on = diff.desired().filter("true"::equals).isPresent();
            steps.add(new Step.HostSystemctl(diff.field().equals("active")
                    ? on ? Systemctl.Verb.START : Systemctl.Verb.STOP
                    : on ? Systemctl.Verb.ENABLE : Systemctl.Verb.DISABLE, desired.unit()));
        }
        var stops = desired.disabled() && diffs.stream().anyMatch(diff -> diff.field().equals("active"));
        return Proposal.of(steps).because(stops && desired.unit().equals(SERVICE)
                ? "stops the containers of the system's own Docker" : "");
    }

    /** Its socket is easily taken for the user's. */
    @Override
    public List<String> warnings(Wish desired, Observation<UserUnit> observed) {
        if (!desired.socket() || !desired.unit().equals(SERVICE)) {
            return List.of();
        }
        if (!desired.disabled()) {
            return List.of(SOCKET + ": the system's own Docker is there too; declare host.rootful-docker = \"disabled\" to "
                    + "stop it, or \"ignore\"");
        }
        return observed instanceof Observation.Absent<?>
                ? List.of(SOCKET + ": a Docker of the system that systemd does not manage; stop it where it was started")
                : List.of();
    }
}
