package io.rootlessctl.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the applies so far left at one address, and what takes it back.
 *
 * @param fields the owned fields with their values
 * @param found those among them that had their value when they were first declared: once they are not declared any
 *     more they stay, for we never set them
 * @param notes what else the kind wants to know the next time: that we created the file, which process read it
 * @param former the value each field had before it was ours, empty where it was not there; a field that is not named
 *     is one of which that is not known
 * @param undo what was there before us, whole
 */
public record Applied(
        SortedMap<String, String> fields, Set<String> found, SortedMap<String, String> notes,
        SortedMap<String, Optional<String>> former, Undo undo) {
    public static final Applied NOTHING = new Applied(new TreeMap<>(), Set.of(), new TreeMap<>());
    /** Begins the notes of what was there before us, which is put back when nothing of ours is declared any more. */
    public static final String FORMER = "former-";
    private static final String CREATED = "created";

    public Applied {
        Objects.requireNonNull(undo, "undo");
        found = Set.copyOf(found);
        fields = copy(fields);
        notes = copy(notes);
        former = copy(former);
    }

    /** In the order of the names, and without a null. */
    private static <T> SortedMap<String, T> copy(SortedMap<String, T> map) {
        map.values().forEach(Objects::requireNonNull);
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    public Applied(SortedMap<String, String> fields, Set<String> found, SortedMap<String, String> notes) {
        this(fields, found, notes, new TreeMap<>(), Undo.NOTHING);
    }

    /** The fields that we set ourselves, with their values. */
    public SortedMap<String, String> set() {
        var ours = new TreeMap<>(fields);
        ours.keySet().removeAll(found);
        return ours;
    }

    /** The value that a field goes back to; empty when it goes away. */
    public Optional<String> former(String field) {
        return former.getOrDefault(field, Optional.empty());
    }

    /** Whether the thing was not there before we came, so that it may go again with its last field of ours. */
    public boolean created() {
        return notes.containsKey(CREATED);
    }

    public Applied markCreated() {
        var more = new TreeMap<>(notes);
        more.put(CREATED, "true");
        return withNotes(more);
    }

    public Applied withNotes(SortedMap<String, String> others) {
        return new Applied(fields, found, others, former, undo);
    }

    public Applied withUndo(Undo other) {
        return new Applied(fields, found, notes, former, other);
    }

    public Applied without(Set<String> names) {
        var others = new TreeMap<>(fields);
        others.keySet().removeAll(names);
        return new Applied(others, found, notes, former, undo);
    }

    /** Without what was there before us. */
    public Applied withoutFormer() {
        return new Applied(fields, found, notes, new TreeMap<>(), undo);
    }

    /** With fields that an apply had set when it was cut off. */
    public Applied withSet(Map<String, String> more) {
        var all = new TreeMap<>(fields);
        all.putAll(more);
        var stillFound = new HashSet<>(found);
        stillFound.removeAll(more.keySet());
        return new Applied(all, stillFound, notes, former, undo);
    }

    /** What is known of the time before us from an earlier look, where there was one: it counts, and not the later one. */
    public Applied claimedBy(Applied change) {
        var formers = new TreeMap<>(change.former);
        formers.putAll(former);
        var kept = new TreeMap<>(change.notes);
        kept.putAll(notes);
        return new Applied(fields, found, kept, formers, undo);
    }
}
