package io.rootlessctl.resource;

import io.rootlessctl.edit.UnitText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which control group controllers systemd hands to users' managers: {@code Delegate=} in delegate.conf, for all users
 * alike. What a manager that runs already really has is {@link DelegatedControllers}.
 */
final class Delegation implements ResourceKind<Delegation.Wish, Optional<UnitText>> {
    private static final HostFile FILE = HostFile.at("/etc/systemd/system/user@.service.d/delegate.conf");
    private static final int FIRST_WITH_CPUSET = 244;
    private static final List<String> YES = List.of("yes", "true", "1", "on");
    /** What takes back all that was delegated before it; as nothing at all does. */
    private static final Set<String> NO = Set.of("no", "false", "0", "off", "");

    private static final String UNIT = "user@.service";
    private static final String KEY = "Delegate";

    /**
     * @param controllers empty when nobody asks for any, any more
     * @param others what the unit itself and its other drop-ins delegate: systemd adds all of it up
     * @param reset a drop-in after ours that takes all back which was delegated before it
     */
    record Wish(SortedSet<String> controllers, boolean created, Set<String> others, Optional<Path> reset) {}

    @Override
    public String name() {
        return "delegation";
    }

    @Override
    public Set<String> keys() {
        return Set.of("cgroup.controllers");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var address = new Address(name(), "host");
        var controllers = wanted(declaration);
        var applied = last.at(Scope.HOST, address);
        boolean taken = declaration.decides(host) && !applied.fields().isEmpty();
        return controllers.isEmpty() && !taken ? List.of()
                : List.of(new Desired<>(address, Scope.HOST, wish(controllers, applied.created(), host)));
    }

    private static Wish wish(SortedSet<String> controllers, boolean created, HostView host) {
        var others = new TreeSet<String>();
        var reset = Optional.<Path>empty();
        for (var setting : UnitDropIns.withUnit(UNIT, KEY, host)) {
            if (setting.file().equals(FILE.path())) {
                continue;
            }
            if (NO.contains(setting.value())) {
                others.clear();
                reset = later(setting.file()) ? Optional.of(setting.file()) : reset;
            } else {
                others.addAll(List.of(setting.value().split("\\s+")));
            }
        }
        return new Wish(controllers, created, others, reset);
    }

    /** Whether a drop-in is read after ours; the unit itself is read before all of them. */
    private static boolean later(Path file) {
        return !file.endsWith(UNIT) && file.getFileName().compareTo(FILE.path().getFileName()) > 0;
    }

    /** All that any user asks for: there is one setting for all of them. */
    static SortedSet<String> wanted(Declaration declaration) {
        var controllers = new TreeSet<String>();
        declaration.all().stream().map(entry -> entry.settings())
                .filter(settings -> settings.wanted())
                .forEach(settings -> settings.cgroup().controllers().ifPresent(controllers::addAll));
        return controllers;
    }

    @Override
    public Observation<Optional<UnitText>> observe(Wish desired, HostView host) {
        return FILE.read(text -> Optional.of(UnitText.parse(text)), host);
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.controllers().isEmpty() ? Map.of()
                : Map.of("Delegate", spelled(desired.controllers())));
    }

    static String spelled(Collection<String> controllers) {
        return String.join(" ", new TreeSet<>(controllers));
    }

    /** More than is asked for is as good, and so is what others delegate. */
    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Optional<UnitText>> observed) {
        var fields = new TreeMap<String, String>();
        var own = observed.found().flatMap(text -> text).flatMap(text -> text.value("Service", KEY))
                .map(value -> List.of(value.strip().split("\\s+")));
        var there = new TreeSet<>(desired.others());
        own.filter(_ -> desired.reset().isEmpty()).ifPresent(there::addAll);
        boolean enough = !desired.controllers().isEmpty()
                && (YES.stream().anyMatch(there::contains) || there.containsAll(desired.controllers()));
        if (enough) {
            fields.put(KEY, spelled(desired.controllers()));
        } else if (desired.reset().isPresent() && !desired.controllers().isEmpty()) {
            fields.put(KEY, spelled(there));
        } else {
            own.ifPresent(value -> fields.put(KEY, spelled(value)));
        }
        return fields;
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var value = host.systemd() ? FILE.read(UnitText::parse, host).found()
                .flatMap(text -> text.value("Service", "Delegate")).map(String::strip).filter(text -> !text.isEmpty())
                : Optional.<String>empty();
        if (value.filter(YES::contains).isPresent()) {
            return List.of(new Existing.Foreign(Scope.HOST, FILE.path() + ": Delegate=" + value.get()));
        }
        return value.stream().flatMap(names -> found.users().stream().filter(user -> user.systemd() && user.wanted()).map(user -> (Existing)
                user.found("cgroup", "controllers", List.of(names.split("\\s+")), FILE.path().toString()))).toList();
    }

    @Override
    public Proposal propose(
            Wish desired, Observation<Optional<UnitText>> observed, List<FieldDiff> diffs, HostView host) {
        var reload = new Step.HostSystemctl(Systemctl.Verb.DAEMON_RELOAD, "");
        var steps = new ArrayList<Step>();
        if (desired.controllers().isEmpty()) {
            steps.addAll(without(desired, observed, diffs, host));
        } else if (objection(desired, host).isPresent()) {
            return Proposal.hindered("cgroup.controllers: " + objection(desired, host).get());
        } else if (desired.reset().isPresent()) {
            return Proposal.hindered("cgroup.controllers: " + desired.reset().get() + " takes back what is delegated before it, "
                    + "and is read after " + FILE.path() + "; take its line Delegate= out");
        } else {
            var value = spelled(desired.controllers());
            steps.addAll(FILE.write(observed.found().flatMap(text -> text)
                    .map(text -> text.with("Service", "Delegate", value).text())
                    .orElse("[Service]\nDelegate=" + value + "\n"), host));
        }
        steps.add(reload);
        return Proposal.of(steps).costing(Effect.USER_SESSION)
                .because("a user's systemd has the controllers from its next start on");
    }

    private static List<Step> without(
            Wish desired, Observation<Optional<UnitText>> observed, List<FieldDiff> diffs, HostView host) {
        var text = observed.found().flatMap(found -> found).orElseGet(UnitText::empty);
        var former = diffs.getFirst().desired();
        var left = former.isPresent() ? text.with("Service", "Delegate", former.get())
                : text.without("Service", "Delegate");
        return left.blank() && desired.created() ? FILE.remove() : FILE.write(left.text(), host);
    }

    private static Optional<String> objection(Wish desired, HostView host) {
        if (!host.systemd() || host.kernel().cgroups() != Cgroups.V2) {
            return Optional.of("resource limits of rootless containers need cgroup v2 and systemd, and this host has "
                    + (host.systemd() ? "another cgroup version" : "no systemd") + "; take the key out, and use ulimits "
                    + "(docker run --ulimit) in the place of --cpus, --memory and --pids-limit");
        }
        return desired.controllers().contains("cpuset")
                ? host.version("systemctl", host.caller()).found().filter(version -> !version.atLeast(FIRST_WITH_CPUSET))
                        .map(version -> "cpuset is delegated by systemd 244 and newer, this is " + version
                                + "; take cpuset out")
                : Optional.empty();
    }
}
