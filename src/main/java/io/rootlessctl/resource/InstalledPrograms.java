package io.rootlessctl.resource;

import io.rootlessctl.edit.ChecksumList;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.PathText;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.ProgramsOrder.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The programs that an install has brought, as they are.
 *
 * @param used the version that the link says
 * @param faults what is wrong with a program or with what leads to it, by its name
 * @param stamps of those that are as they were unpacked, by which they are known without being read again
 */
public record InstalledPrograms(ProgramsOrder used, SortedMap<String, String> faults, SortedMap<String, String> stamps) {
    private static final int RUNS = 0111;
    private static final String CHANGED = "changed";
    private static final String MISSING = "missing";

    /** The version in use, with the archives that it is out of. */
    public static Observation<ProgramsOrder> current(Path root, Path bin, HostView host, Account as) {
        var link = new ProgramsOrder(root, bin, "any", List.of()).current();
        return host.releases(as).link(link).flatMap(target -> root.equals(target.getParent())
                ? version(root, bin, target, host, as)
                : new Malformed<>(link.toString(), "leads to " + target + ", which is no version of " + root
                        + "; remove it, and apply installs again"));
    }

    /** A version whose records are gone is one without sources: it can be removed, and not be unpacked again. */
    static Observation<ProgramsOrder> version(Path root, Path bin, Path directory, HostView host, Account as) {
        var sources = sums(directory.resolve(ProgramsOrder.SOURCES), host, as).found().stream()
                .flatMap(sums -> sums.entrySet().stream()).flatMap(entry -> PathText.absolute(entry.getKey()).stream()
                        .map(path -> new Source(path, entry.getValue()))).toList();
        try {
            return Observation.present(new ProgramsOrder(root, bin, directory.getFileName().toString(), sources));
        } catch (IllegalArgumentException e) {
            return new Malformed<>(directory.toString(), "found no version of programs; move it away");
        }
    }

    /** The sums of programs in a version's directory, or those of its sources. */
    static Observation<SequencedMap<String, String>> sums(Path file, HostView host, Account as) {
        Grammar<ChecksumList> grammar = ChecksumList::parse;
        return grammar.read(file, host.text(file, as)).map(ChecksumList::sums);
    }

    /** The sums of a version's programs: malformed where no install has written them so. */
    static Observation<SequencedMap<String, String>> programs(ProgramsOrder order, HostView host, Account as) {
        var file = order.directory().resolve(ProgramsOrder.SUMS);
        return sums(file, host, as).flatMap(sums -> ProgramsOrder.lists(sums.keySet()) ? Observation.present(sums)
                : new Malformed<>(file.toString(), "lists what no version of programs has; remove it"));
    }

    /** @param stamps as they were at the last apply */
    static Observation<InstalledPrograms> look(
            ProgramsOrder used, SortedMap<String, String> stamps, HostView host, Account as) {
        var sums = programs(used, host, as);
        if (sums.found().isEmpty()) {
            return Observation.present(new InstalledPrograms(used, new TreeMap<>(Map.of(ProgramsOrder.SUMS,
                    sums instanceof Absent<?> ? MISSING : CHANGED)), new TreeMap<>()));
        }
        var faults = new TreeMap<String, String>();
        var now = new TreeMap<String, String>();
        var left = new AtomicLong(ProgramsOrder.ALL);
        sums.found().get().forEach((name, sum) -> {
            var file = used.directory().resolve(name);
            var stamp = host.releases(as).stamp(file).found();
            boolean known = stamp.isPresent() && stamp.get().equals(stamps.get(name));
            if (stamp.isEmpty()) {
                faults.put(name, MISSING);
            } else {
                (known ? Optional.<String>empty() : fault(file, sum, left, host, as))
                        .ifPresentOrElse(fault -> faults.put(name, fault), () -> now.put(name, stamp.get()));
            }
            if (!faults.containsKey(name) && !linked(used, name, host, as)) {
                faults.put(name, "not in " + used.bin());
            }
        });
        return Observation.present(new InstalledPrograms(used, faults, now));
    }

    /** @param left bytes that may still be read of the version: more is in none */
    private static Optional<String> fault(Path file, String sum, AtomicLong left, HostView host, Account as) {
        if (host.status(file, as).found().filter(status -> (status.mode() & RUNS) == RUNS)
                .filter(status -> left.addAndGet(-status.size()) >= 0).isEmpty()) {
            return Optional.of(CHANGED);
        }
        var digest = host.releases(as).digest(file);
        return digest instanceof Unreadable<String> ? digest.obstacle()
                : digest.found().filter(sum::equals).isPresent() ? Optional.empty() : Optional.of(CHANGED);
    }

    private static boolean linked(ProgramsOrder used, String name, HostView host, Account as) {
        return host.releases(as).link(used.link(name)).found().filter(used.target(name)::equals).isPresent();
    }
}
