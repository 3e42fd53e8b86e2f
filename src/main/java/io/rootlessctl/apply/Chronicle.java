package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.PastApply;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The histories of several scopes as one: an apply of root's is in the host's and in each user's. What a user has made of
 * his own keeps root from nothing: it is told, and left out.
 */
public final class Chronicle {
    /** A clock that was wrong is set. */
    private static final Duration SKEW = Duration.ofDays(2);

    private final HostView host;
    private final HostWriter writer;
    private final Declaration declaration;
    private final List<String> leftOut = new ArrayList<>();

    public Chronicle(HostView host, HostWriter writer, Declaration declaration) {
        this.host = host;
        this.writer = writer;
        this.declaration = declaration;
    }

    /** One scope's part of an apply. */
    record Part(Place place, Journal.Record record) {}

    /**
     * Oldest first.
     *
     * @throws IOException when a record is there and cannot be read
     */
    public List<PastApply> all() throws IOException {
        return grouped(parts()).values().stream().map(Chronicle::joined).toList();
    }

    /** Whose records could not be read, and why; known after one of the others was asked. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * The parts of one apply: that of the number, else the one that was cut off, else the last.
     *
     * @throws IOException when there is none, or more than one of that number
     */
    List<Part> choose(Optional<Long> id) throws IOException {
        var groups = grouped(parts());
        var cutOff = groups.values().stream()
                .filter(parts -> parts.stream().anyMatch(part -> part.record().result().isEmpty())).toList();
        var chosen = id.isPresent()
                ? groups.entrySet().stream().filter(group -> group.getKey().id() == id.get()).map(Map.Entry::getValue).toList()
                : !cutOff.isEmpty() ? List.of(cutOff.getLast())
                : groups.isEmpty() ? List.<List<Part>>of() : List.of(groups.lastEntry().getValue());
        if (chosen.isEmpty()) {
            throw new IOException(id.map(number -> "apply " + number + ": not in the history; `rootlessctl history` lists it")
                    .orElse("the history has no apply that could be rolled back"));
        }
        if (chosen.size() > 1) {
            throw new IOException("apply " + id.get() + ": several applies of different users have this number; "
                    + "name one with --user");
        }
        return chosen.getFirst();
    }

    /** The parts of one apply as they are now; none when it is not known any more. */
    List<Part> of(long id, Instant at) throws IOException {
        return grouped(parts()).getOrDefault(new Key(id, at), List.of());
    }

    /** An apply is known by its number, and by its time where users have applied for themselves. */
    private record Key(long id, Instant at) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(id, other.id);
        }
    }

    private static TreeMap<Key, List<Part>> grouped(List<Part> parts) {
        var groups = new TreeMap<Key, List<Part>>();
        for (var part : parts) {
            var key = new Key(part.record().id(), part.record().occasion().at());
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(part);
        }
        return groups;
    }

    private List<Part> parts() throws IOException {
        var parts = new ArrayList<Part>();
        leftOut.clear();
        for (var scope : StateStore.scopes(declaration)) {
            var place = Place.of(scope, declaration, host, writer);
            if (scope.equals(Scope.HOST) && !host.root()) {
                continue;
            }
            try {
                parts(place).filter(part -> counts(part)).forEach(parts::add);
            } catch (IOException e) {
                if (!host.root() || scope.equals(Scope.HOST)) {
                    throw e;
                }
                leftOut.add("the history of " + scope.user().orElseThrow() + " is left out: " + e.getMessage());
            }
        }
        return parts;
    }

    /** A user's own record from the future would be the last apply for ever, and hide root's. */
    private boolean counts(Part part) {
        var at = part.record().occasion().at();
        if (!host.root() || part.place().scope().equals(Scope.HOST) || at.isBefore(host.now().plus(SKEW))) {
            return true;
        }
        leftOut.add("apply " + part.record().id() + " of " + part.place().scope().user().orElseThrow()
                + " is left out: its record says that it was made at " + at + ", which is yet to come");
        return false;
    }

    private static Stream<Part> parts(Place place) throws IOException {
        return new History(place).all().stream().map(record -> new Part(place, record));
    }

    private static PastApply joined(List<Part> parts) {
        var first = parts.getFirst().record();
        var changes = new ArrayList<Change>();
        for (var part : parts) {
            part.record().changes().forEach(made -> changes.add(new Change(
                    made.address(), part.place().scope(), made.action(), made.effect(), made.diff(), List.of(), "")));
        }
        var results = parts.stream().map(part -> part.record().result().orElse(Journal.CUT_OFF)).distinct().toList();
        var result = results.size() == 1 ? results.getFirst()
                : results.stream().filter(text -> !text.equals(Journal.APPLIED)).findFirst().orElseThrow();
        var occasion = first.occasion();
        return new PastApply(first.id(), occasion.at(), occasion.command(), occasion.caller(), occasion.manifest(),
                occasion.sha256(), changes, result, parts.stream().mapToLong(part -> part.record().restarts()).sum());
    }
}
