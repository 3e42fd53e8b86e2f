package io.rootlessctl.apply;

import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one apply does in one scope, on disk before it happens: each step with what takes it back. A journal without a
 * result belongs to an apply that runs, or that was cut off; one with a result is what {@link History} keeps. Mode 0600,
 * for before-images may hold what others must not read.
 */
final class Journal {
    static final String FILE = "journal.json";
    static final String APPLIED = "applied";
    static final String ROLLED_BACK = "rolled back";
    static final String CUT_OFF = "cut off";
    /** Applied, and to be taken back unless somebody confirms it. */
    static final String UNCONFIRMED = "unconfirmed";
    /** Nobody has confirmed it, and it is not back yet. */
    static final String OVERDUE = "overdue";
    /** It was taken back, for nobody has confirmed it. */
    static final String NOT_CONFIRMED = "not confirmed";

    /**
     * @param setting the fields that the change of this step declares, with their new values
     * @param done whether the step is known to have ended; if not, it may or may not have happened
     */
    record Entry(Address address, SortedMap<String, String> setting, Step step, List<Step> inverse, boolean done) {
        Entry {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(step, "step");
            inverse = List.copyOf(inverse);
            setting.values().forEach(Objects::requireNonNull);
        }
    }

    /** A change that was made, without its steps. */
    record Made(Address address, Action action, Effect effect, List<FieldDiff> diff) {
        Made {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(effect, "effect");
            diff = List.copyOf(diff);
        }

        static Made of(Change change) {
            return new Made(change.address(), change.action(), change.effect(), change.diff());
        }
    }

    /**
     * @param id counted up in every scope; the same in all scopes of one apply
     * @param turn which of the apply's scopes it was, counted from 1
     * @param claims what each change begun makes ours, and what was there before it
     * @param before what last-applied said of each address when its first change began
     * @param changes those that were made and stand
     * @param socket where the daemon answered before; empty where none did
     * @param confirmBy when it is to be taken back if nobody has confirmed it; empty when nobody needs to
     * @param result empty while it runs
     */
    record Record(
            String formatVersion, long id, int turn, Occasion occasion, List<Entry> entries, SortedMap<Address, Applied> claims,
            SortedMap<Address, Applied> before, List<Made> changes, Optional<Path> socket,
            Optional<Instant> confirmBy, Optional<String> result) {
        Record {
            Objects.requireNonNull(occasion, "occasion");
            Objects.requireNonNull(socket, "socket");
            Objects.requireNonNull(confirmBy, "confirmBy");
            Objects.requireNonNull(result, "result");
            entries = List.copyOf(entries);
            changes = List.copyOf(changes);
            claims.values().forEach(Objects::requireNonNull);
            before.values().forEach(Objects::requireNonNull);
        }

        Record ended(String how) {
            return new Record(formatVersion, id, turn, occasion, entries, claims, before, changes, socket,
                    confirmBy, Optional.of(how));
        }

        /** All is done, and not for good. */
        boolean pending() {
            return result.filter(how -> how.equals(UNCONFIRMED) || how.equals(OVERDUE)).isPresent();
        }

        long restarts() {
            return changes.stream().filter(change -> change.effect() == Effect.RESTART).count();
        }
    }

    private final Place place;
    private final long id;
    private final int turn;
    private final Occasion occasion;
    private final List<Entry> entries = new ArrayList<>();
    private final SortedMap<Address, Applied> claims = new TreeMap<>();
    private final SortedMap<Address, Applied> before = new TreeMap<>();
    private final List<Made> changes = new ArrayList<>();
    private Optional<Path> socket = Optional.empty();

    Journal(Place place, long id, int turn, Occasion occasion) {
        this.place = place;
        this.id = id;
        this.turn = turn;
        this.occasion = occasion;
    }

    /** @throws IOException in one line, when the text is not what a journal writes; a user's own may say anything */
    static Record parse(Path file, String text) throws IOException {
        try {
            return LongText.read(text, () -> Stored.read(file, text, Record.class));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": is not what rootlessctl wrote there; move it away, what was applied stays", e);
        }
    }

    void answeredAt(Optional<Path> daemon) {
        if (entries.isEmpty()) {
            socket = daemon;
        }
    }

    /** Goes to disk with the first step of the change. */
    void begin(Address address, Applied known, Applied claim) {
        before.putIfAbsent(address, known);
        claims.put(address, claim);
    }

    /** A step whose intent is not on disk must not run, and is none of ours then. */
    void intend(Address address, SortedMap<String, String> setting, Step step, List<Step> inverse) throws IOException {
        entries.add(new Entry(address, setting, step, inverse, false));
        try {
            write(record(Optional.empty()));
        } catch (IOException e) {
            entries.removeLast();
            throw e;
        }
    }

    void done() throws IOException {
        var last = entries.removeLast();
        entries.add(new Entry(last.address(), last.setting(), last.step(), last.inverse(), true));
        write(record(Optional.empty()));
    }

    void made(Change change) {
        changes.add(Made.of(change));
    }

    /** Nothing of what it did stands any more. */
    void undone(List<Entry> taken) {
        changes.removeIf(change -> taken.stream().anyMatch(entry -> entry.address().equals(change.address())));
    }

    void close(String result) throws IOException {
        if (!entries.isEmpty()) {
            boolean stands = occasion.confirmWithin().isEmpty() || changes.isEmpty();
            var whole = record(Optional.of(stands ? result : UNCONFIRMED));
            // First: a journal that is in the history was not cut off.
            new History(place).keep(whole);
            write(whole);
        }
    }

    /** What was begun, oldest first. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private Record record(Optional<String> result) {
        return new Record(
                Format.VERSION, id, turn, occasion, entries, claims, before, changes, socket,
                occasion.confirmWithin().filter(_ -> result.isPresent()).map(place.host().now()::plus), result);
    }

    private void write(Record record) throws IOException {
        place.write(FILE, Stored.text(record) + "\n");
    }
}
