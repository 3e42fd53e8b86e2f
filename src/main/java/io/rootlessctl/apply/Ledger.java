package io.rootlessctl.apply;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One scope's last-applied while it changes: read under the scope's lock, on disk again after every change. */
final class Ledger {
    private final Place place;
    private final SortedMap<Address, Applied> entries;
    private final SortedSet<Path> made;
    private String saved;

    /** @throws IOException when there is one that cannot be read */
    Ledger(Place place) throws IOException {
        this.place = place;
        var known = StateStore.read(place.host(), place.directory(), place.owner());
        this.entries = new TreeMap<>(known.addresses());
        this.made = new TreeSet<>(known.directories());
        this.saved = text();
    }

    Applied at(Address address) {
        return entries.getOrDefault(address, Applied.NOTHING);
    }

    /** What has no field of ours any more is forgotten. What was there before us, we keep from when we first came. */
    void put(Address address, Applied applied) {
        if (applied.fields().isEmpty()) {
            entries.remove(address);
        } else {
            var known = at(address);
            entries.put(address, applied.withUndo(known.undo()));
        }
    }

    /** What was there before a change can be seen no more after it. */
    void claim(Address address, Applied change) {
        entries.put(address, at(address).claimedBy(change));
    }

    /** Before a step of ours, or after one that is known to have been. */
    void touch(Address address, Step step, List<Step> inverse) {
        var known = at(address);
        entries.put(address, known.withUndo(known.undo().after(step, inverse.stream().filter(this::mayBeRead).toList())));
    }

    /** What not everybody may read does not go into a file that everybody reads. */
    private boolean mayBeRead(Step back) {
        return place.scope().user().isPresent()
                || !(back instanceof Step.WriteFile(_, _, var mode)) || (mode & 0004) != 0;
    }

    /** Directories that were not there before us. */
    void made(Collection<Path> directories) {
        made.addAll(directories);
    }

    Set<Path> made() {
        return Set.copyOf(made);
    }

    void markSet(Address address, Map<String, String> fields) {
        entries.put(address, at(address).withSet(fields));
    }

    SortedMap<Address, Applied> copy() {
        return new TreeMap<>(entries);
    }

    void reset(SortedMap<Address, Applied> to) {
        entries.clear();
        entries.putAll(to);
    }

    /** As it was before an apply that is rolled back. */
    void restore(SortedMap<Address, Applied> former) {
        entries.putAll(former);
    }

    LastApplied view() {
        return new LastApplied(Map.of(place.scope(), entries), Map.of(), Map.of(place.scope(), made));
    }

    /** Writes nothing when nothing has changed since the last time. */
    void save() throws IOException {
        entries.values().removeIf(applied -> applied.fields().isEmpty());
        var now = text();
        if (!now.equals(saved)) {
            // A user's fields may hold a proxy's password; the host's hold none, and users look at them.
            place.writer().writeFile(place.directory().resolve(StateStore.FILE), now,
                    place.scope().user().isPresent() ? 0600 : 0644, place.owner());
            saved = now;
        }
    }

    private String text() throws IOException {
        return StateText.of(new StateStore.Kept(entries, made));
    }
}
