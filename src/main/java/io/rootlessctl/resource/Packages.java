package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.manifest.HostSettings;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The programs that rootless Docker needs. The fields are programs and not packages: it does not matter where dockerd
 * comes from as long as it is there.
 */
final class Packages implements ResourceKind<Packages.Wanted, SortedMap<String, Packages.Seen>> {
    private static final Set<String> PRIVILEGED = Set.of("newuidmap", "newgidmap");

    /** What does as well: Fedora, Arch and openSUSE bring dbus-broker as the bus. */
    private static final Map<String, String> INSTEAD = Map.of("dbus-daemon", "dbus-broker-launch");
    private static final Set<Path> SYSTEM =
            Set.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/sbin"));
    private static final int SET_USER_ID = 04755;
    private static final Seen NOWHERE = new Seen(Optional.empty(), Optional.empty());

    /**
     * @param recommended programs that are looked for and only missed in words
     * @param users each of whom has to find every one of them; whoever asks where the host has none of the manifest's
     * @param last what is kept of it when nobody needs programs any more
     * @param removal the command that takes away the packages of ours then
     */
    record Wanted(
            SortedSet<String> programs, SortedSet<String> recommended, List<Seeker> users, boolean install,
            Optional<Applied> last, Optional<String> removal) {

        /** What came with a package of ours. */
        Set<String> brought() {
            return brought(last);
        }

        static Set<String> brought(Optional<Applied> last) {
            return last.stream().flatMap(applied -> applied.set().keySet().stream()
                    .filter(program -> applied.former(program).isEmpty())).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** @param search where the user's own are to be looked for, too; empty where there is no user yet */
    record Seeker(Account account, Optional<ProgramSearch> search) {
        static Seeker of(Declaration.User user, HostView host) {
            return new Seeker(user.account(), Optional.of(new ProgramSearch(user.settings(), user.account(), host)));
        }
    }

    /**
     * @param program empty where it is not there
     * @param old its version where that is one that will not do
     */
    record Seen(Optional<Program> program, Optional<Version> old) {}

    @Override
    public String name() {
        return "packages";
    }

    @Override
    public Set<String> keys() {
        return Set.of("host.packages");
    }

    @Override
    public List<Desired<Wanted>> declare(Declaration declaration, LastApplied last, HostView host) {
        boolean someone = declaration.entries().stream().anyMatch(entry ->
                entry.wanted());
        var address = new Address(name(), "host");
        var applied = last.at(Scope.HOST, address);
        if (declaration.leaves() && declaration.decides(host) && !applied.set().isEmpty()) {
            return List.of(new Desired<>(address, Scope.HOST, new Wanted(
                    new TreeSet<>(), new TreeSet<>(applied.set().keySet()),
                    List.of(new Seeker(host.caller(), Optional.empty())), false, Optional.of(applied),
                    Installation.removal(Wanted.brought(Optional.of(applied)), host))));
        }
        if (declaration.host().packages() == HostSettings.Packages.IGNORE || !someone) {
            return List.of();
        }
        var wanting = declaration.users().stream().filter(Declaration.User::wanted).map(user -> Seeker.of(user, host)).toList();
        var users = wanting.isEmpty() ? List.of(new Seeker(host.caller(), Optional.empty())) : wanting;
        boolean install = declaration.host().packages() == HostSettings.Packages.INSTALL;
        var programs = NeededPrograms.of(declaration, install, host);
        var recommended = NeededPrograms.recommended(declaration, host);
        recommended.removeAll(programs);
        if (install) {
            programs.addAll(recommended);
            recommended.clear();
        }
        return List.of(new Desired<>(
                address, Scope.HOST, new Wanted(programs, recommended, users, install, Optional.empty(),
                        Optional.empty())));
    }

    @Override
    public Observation<SortedMap<String, Seen>> observe(Wanted desired, HostView host) {
        var found = new TreeMap<String, Seen>();
        var wanted = new TreeSet<>(desired.programs());
        wanted.addAll(desired.recommended());
        for (var program : wanted) {
            var seen = seen(program, desired.users(), host);
            if (seen.obstacle().isPresent()) {
                return new Observation.Unreadable<>(program, seen.obstacle().get());
            }
            found.put(program, seen.found().orElse(NOWHERE));
        }
        return Observation.present(found);
    }

    /** As the worst off of the users finds it: what one has in ~/bin is there for nobody else. */
    private static Observation<Seen> seen(String program, List<Seeker> users, HostView host) {
        Observation<Seen> worst = Observation.absent();
        for (var user : users) {
            var seen = lookedFor(program, user, host)
                    .map(found -> new Seen(Optional.of(found), DriverRows.tooOld(program, user.account(), host)));
            if (seen.found().isEmpty()) {
                return seen;
            }
            if (worst.found().flatMap(Seen::old).isEmpty()) {
                worst = seen;
            }
        }
        return worst;
    }

    private static Observation<Program> lookedFor(String program, Seeker user, HostView host) {
        if (NeededPrograms.OF_THE_SYSTEM.contains(program)) {
            return host.systemProgram(program);
        }
        var seen = user.search().map(search -> search.find(program)).orElseGet(() -> host.program(program, user.account()));
        return seen instanceof Observation.Absent<?> && INSTEAD.containsKey(program)
                ? host.program(INSTEAD.get(program), user.account()) : seen;
    }

    @Override
    public SortedMap<String, String> desired(Wanted desired) {
        var fields = new TreeMap<String, String>();
        desired.programs().forEach(program ->
                fields.put(program, PRIVILEGED.contains(program) ? "installed, set-user-id" : "installed"));
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(
            Wanted desired, Observation<SortedMap<String, Seen>> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(programs -> programs.forEach((name, seen) -> seen.program()
                .filter(_ -> desired.programs().contains(name) || desired.last().isPresent())
                .ifPresent(found -> fields.put(name, PRIVILEGED.contains(name) && found.privileged()
                        ? "installed, set-user-id" : seen.old().map(Version::toString).orElse("installed")))));
        return fields;
    }

    /** Packages stay: others may have begun to use them. */
    @Override
    public Set<String> letBe(Wanted desired) {
        return desired.brought();
    }

    @Override
    public List<String> warnings(Wanted desired, Observation<SortedMap<String, Seen>> observed) {
        if (desired.last().isPresent()) {
            return desired.brought().isEmpty() ? List.of()
                    : List.of("installed by an apply, and stays: " + String.join(", ", desired.brought())
                            + desired.removal().map(command -> "; " + command + " takes the packages away").orElse(""));
        }
        return observed.found().stream().flatMap(programs -> desired.recommended().stream()
                .filter(name -> programs.get(name).program().isEmpty()))
                .map(name -> name + ": not found; it is recommended on this distribution or kernel: install it, or declare "
                        + "storage.driver").toList();
    }

    /** Programs that are missed where all goes on without them are nobody's business. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var missing = declare(found, LastApplied.NONE, host).stream().flatMap(desired -> {
            var observed = observe(desired.value(), host);
            var lacking = new TreeSet<>(desired(desired.value()).keySet());
            lacking.removeAll(observed(desired.value(), observed).keySet());
            return lacking.stream();
        }).toList();
        return missing.isEmpty() ? List.of() : List.of(new Existing.Value(Scope.HOST, "host", "packages", "ignore",
                "not here: " + String.join(", ", missing)));
    }

    @Override
    public Proposal propose(
            Wanted desired, Observation<SortedMap<String, Seen>> observed, List<FieldDiff> diffs,
            HostView host) {
        if (desired.last().isPresent()) {
            return Proposal.of(desired.last().get().undo().steps().stream().filter(Step.SetMode.class::isInstance).toList());
        }
        var missing = new TreeSet<String>();
        var old = new StringBuilder();
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            var seen = observed.found().orElseThrow().get(diff.field());
            var program = seen.program().filter(_ -> seen.old().isEmpty());
            if (seen.old().isPresent() && !ofTheSystem(seen.program().orElseThrow().path())) {
                return Proposal.hindered(seen.program().get().path() + ": " + seen.old().get() + " found before the "
                        + "system's, " + DriverRows.oldest(diff.field()).orElseThrow() + " or newer needed; take it away");
            } else if (program.isPresent() && !ofTheSystem(program.get().path())) {
                return Proposal.hindered(program.get().path() + ": found before the system's " + diff.field()
                        + " and not set-user-id root; take it away");
            } else if (program.isPresent()) {
                steps.add(new Step.SetMode(program.get().path(), SET_USER_ID));
            } else {
                missing.add(diff.field());
                seen.old().ifPresent(version -> old.append("; found " + diff.field() + " " + version + ", and "
                        + DriverRows.oldest(diff.field()).orElseThrow() + " or newer is needed"));
            }
        }
        return missing.isEmpty() ? Proposal.of(steps)
                : new Installation(missing, old.toString(), desired.install(), host).proposal(steps);
    }

    /** Root gives rights to nothing that an ordinary user could have put there. */
    private static boolean ofTheSystem(Path program) {
        return SYSTEM.stream().anyMatch(program::startsWith);
    }
}
