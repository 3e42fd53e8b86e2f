package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.plan.Planner.Looked;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an ordinary user's applies have asked of root, in {@code asked-of-root.json} beside what was applied for that user
 * and in the same form: where the host is as asked, it has been done for this user, who tells root at an uninstall how
 * to take it back. Root reads no such file, for a user may write anything into it.
 */
final class Requests {
    static final String FILE = "asked-of-root.json";

    private final Place place;

    /** @param place of a user */
    Requests(Place place) {
        this.place = place;
    }

    boolean any() throws IOException {
        return !read().addresses().isEmpty();
    }

    private StateStore.Kept read() throws IOException {
        return StateStore.readFile(place.host(), place.directory().resolve(FILE), place.owner());
    }

    /**
     * Adds what only root may do, before root can have done it.
     *
     * @param roots addresses that root's own record has, and takes back
     * @return what went wrong, if anything did
     */
    Optional<Failure> add(List<Looked> seen, Set<Address> roots, Locks locks) {
        try {
            note(seen, roots, locks);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure(place.scope(), new Address(Planner.STATE, place.owner().name()), e.getMessage()
                    + "; what root is asked for is not noted", List.of(), Afterwards.UNTOUCHED));
        }
    }

    private void note(List<Looked> seen, Set<Address> roots, Locks locks) throws IOException {
        var asked = seen.stream().filter(one -> one.scope().equals(Scope.HOST) && !roots.contains(one.address())
                && one.assessment().blocked().filter(Blocked::needsRoot).isPresent()).toList();
        var known = read();
        if (asked.isEmpty() || with(asked, known).equals(known)) {
            return;
        }
        locks.hold(place);
        var ledger = new Ledger(place);
        ledger.made(locks.made(place.scope()));
        ledger.save();
        place.write(FILE, StateText.of(with(asked, read())));
    }

    private StateStore.Kept with(List<Looked> asked, StateStore.Kept known) throws IOException {
        var addresses = new TreeMap<>(known.addresses());
        var directories = new TreeSet<>(known.directories());
        for (var one : asked) {
            var change = one.assessment().blocked().orElseThrow().change();
            var wanted = one.assessment().applied().apply(Optional.of(change));
            var before = addresses.getOrDefault(one.address(), Applied.NOTHING);
            addresses.put(one.address(), asked(change, wanted, before));
            change.steps().stream().filter(Step.MakeDirectory.class::isInstance).map(Step.MakeDirectory.class::cast)
                    .map(Step.MakeDirectory::path).forEach(directories::add);
        }
        return new StateStore.Kept(addresses, directories);
    }

    /** What was asked before and never done has left nothing: what is there now was there before us. */
    private Applied asked(Change change, Applied wanted, Applied before) throws IOException {
        var known = done(before, change) ? before : Applied.NOTHING;
        var undo = known.undo();
        for (var step : change.steps()) {
            undo = undo.after(step, new Inverse(place.host()).of(step, place.host().caller()));
        }
        var found = new TreeSet<>(wanted.found());
        found.removeAll(known.set().keySet());
        var applied = new Applied(wanted.fields(), found, wanted.notes(), known.former(), undo).claimedBy(wanted);
        return known.created() ? applied.markCreated() : applied;
    }

    private static boolean done(Applied before, Change change) {
        Map<String, Optional<String>> now = change.diff().stream()
                .collect(Collectors.toMap(FieldDiff::field, FieldDiff::observed));
        return before.set().entrySet().stream().anyMatch(field ->
                now.getOrDefault(field.getKey(), Optional.of(field.getValue())).equals(Optional.of(field.getValue())));
    }
}
