package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Docker's programs out of archives, in {@code ~/bin}, for users of hosts whose packages do not bring them. The daemon
 * sees to its own restart: it compares what it runs from.
 */
final class StaticPrograms implements ResourceKind<StaticPrograms.Wish, InstalledPrograms> {
    private static final String NAME = "programs";
    private static final String VERSION = "version";
    private static final String FILES = "files";
    private static final String WHOLE = "as unpacked";
    private static final String STAMP = "stamp.";

    /** @param order absent where none are declared any more */
    record Wish(Declaration.User user, ProgramSources sources, Observation<ProgramsOrder> order, Applied last) {
        boolean wanted() {
            return sources.declared();
        }

        private SortedMap<String, String> stamps() {
            var stamps = new TreeMap<String, String>();
            last.notes().forEach((note, value) -> {
                if (note.startsWith(STAMP)) {
                    stamps.put(note.substring(STAMP.length()), value);
                }
            });
            return stamps;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> keys() {
        return Set.of("install");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            var applied = last.at(user.scope(), new Address(NAME, user.name()));
            var sources = new ProgramSources(user.settings(), user.account(), host);
            if (sources.declared() || !applied.fields().isEmpty()) {
                // Programs that a daemon needs go only where it has others.
                var requires = sources.declared() || !user.wanted() || declaration.leaves() ? Set.<Address>of()
                        : Set.of(Address.parse("packages[host]"));
                found.add(new Desired<>(new Address(NAME, user.name()), user.scope(),
                        new Wish(user, sources, sources.order(), applied), requires));
            }
        }
        return found;
    }

    /** Whatever stands in the way of an install is found before anything is changed. */
    @Override
    public Observation<InstalledPrograms> observe(Wish desired, HostView host) {
        var account = desired.user().account();
        var sources = desired.sources();
        var used = InstalledPrograms.current(sources.root(), sources.bin(), host, account);
        if (!desired.wanted()) {
            return used.flatMap(order -> InstalledPrograms.look(order, desired.stamps(), host, account));
        }
        return desired.order().flatMap(order -> sources.names(order)).flatMap(names -> {
            var foreign = names.stream().filter(name -> foreign(name, desired, host)).map(sources.bin()::resolve)
                    .map(Object::toString).collect(Collectors.joining(", "));
            return foreign.isEmpty() ? used.flatMap(order -> InstalledPrograms.look(order, desired.stamps(), host, account))
                    : new Malformed<>(foreign, "not of this install, and not overwritten; move it away");
        });
    }

    private static boolean foreign(String name, Wish desired, HostView host) {
        var path = desired.sources().bin().resolve(name);
        var account = desired.user().account();
        var any = new ProgramsOrder(desired.sources().root(), desired.sources().bin(), "any", List.of());
        return !(host.status(path, account) instanceof Absent<?>)
                && host.releases(account).link(path).found().filter(any.target(name)::equals).isEmpty();
    }

    @Override
    public boolean leavesWhatItFound() {
        return false;
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return desired.wanted() ? new TreeMap<>(Map.of(
                VERSION, desired.order().found().map(ProgramsOrder::version).orElse("unknown"), FILES, WHOLE))
                : new TreeMap<>();
    }

    /** What is to go is ours, in whatever state it has come to be. */
    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<InstalledPrograms> observed) {
        return observed.found().<SortedMap<String, String>>map(seen -> !desired.wanted()
                ? desired.last().fields() : new TreeMap<>(Map.of(
                        VERSION, seen.used().version(), FILES, files(seen)))).orElseGet(TreeMap::new);
    }

    private static String files(InstalledPrograms seen) {
        return seen.faults().isEmpty() ? WHOLE : seen.faults().entrySet().stream()
                .map(fault -> fault.getKey() + " " + fault.getValue()).collect(Collectors.joining(", "));
    }

    @Override
    public SortedMap<String, String> notes(Wish desired, InstalledPrograms observed, Effect taken) {
        var notes = new TreeMap<String, String>();
        observed.stamps().forEach((name, stamp) -> notes.put(STAMP + name, stamp));
        return notes;
    }

    @Override
    public Proposal propose(
            Wish desired, Observation<InstalledPrograms> observed, List<FieldDiff> diffs, HostView host) {
        var account = desired.user().account();
        var sources = desired.sources();
        if (!desired.wanted()) {
            return Proposal.of(versions(desired, host).stream().<Step>map(Step.RemovePrograms::new).toList());
        }
        var order = desired.order().found().orElseThrow();
        var steps = new ArrayList<>(UserFile.missingDirectories(sources.root(), account, host));
        steps.addAll(UserFile.missingDirectories(sources.bin(), account, host));
        steps.add(new Step.InstallPrograms(order));
        return Proposal.of(steps).because(reason(observed.found(), order, desired, host));
    }

    private static String reason(
            Optional<InstalledPrograms> seen, ProgramsOrder order, Wish desired, HostView host) {
        if (seen.isEmpty()) {
            return "installs " + desired.sources().names(order).found().map(names -> String.join(", ", names)).orElse("");
        }
        return seen.get().used().version().equals(order.version()) ? "puts back what was changed"
                : "all programs at once; " + seen.get().used().version() + " stays for a rollback";
    }

    /** The one that is used goes first: with it goes what leads to it. */
    private static List<ProgramsOrder> versions(Wish desired, HostView host) {
        var root = desired.sources().root();
        var bin = desired.sources().bin();
        var account = desired.user().account();
        var all = new ArrayList<ProgramsOrder>();
        InstalledPrograms.current(root, bin, host, account).found().ifPresent(all::add);
        host.list(root, account).found().orElse(List.of()).stream()
                .filter(path -> host.status(path, account).found().map(FileStatus::type)
                        .filter(FileStatus.Type.DIRECTORY::equals).isPresent())
                .filter(path -> host.status(path.resolve(ProgramsOrder.SOURCES), account).found().isPresent())
                .flatMap(path -> InstalledPrograms.version(root, bin, path, host, account).found().stream())
                .filter(order -> !all.contains(order)).forEach(all::add);
        return all;
    }

    /** What an install of ours has brought can be declared again by its archives' sums. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().flatMap(user -> {
            var sources = new ProgramSources(user.settings(), user.account(), host);
            var used = InstalledPrograms.current(sources.root(), sources.bin(), host, user.account()).found()
                    .filter(order -> !order.sources().isEmpty());
            return used.stream().flatMap(order -> List.<Existing>of(
                    user.found("install", "from", order.sources().stream().map(source -> user.written(source.file())).toList(),
                            user.written(order.directory())),
                    user.found("install", "sha256", order.sources().stream().map(ProgramsOrder.Source::sha256).toList(),
                            user.written(order.directory()))).stream());
        }).toList();
    }
}
