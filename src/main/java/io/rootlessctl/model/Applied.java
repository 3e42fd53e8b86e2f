package io.rootlessctl.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the last apply left at one address.
 *
 * @param fields the owned fields with their values
 * @param found those among them that had their value when they were first declared: once they are not declared any
 *     more they stay, for we never set them
 * @param notes what else the kind wants to know the next time: that we created the file, which process read it
 */
public record Applied(SortedMap<String, String> fields, Set<String> found, SortedMap<String, String> notes) {
    public static final Applied NOTHING = new Applied(new TreeMap<>(), Set.of(), new TreeMap<>());
    private static final String CREATED = "created";

    public Applied {
        found = Set.copyOf(found);
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(fields)));
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(notes)));
    }

    /** The fields that we set ourselves, with their values. */
    public SortedMap<String, String> set() {
        var ours = new TreeMap<>(fields);
        ours.keySet().removeAll(found);
        return ours;
    }

    /** Whether the thing was not there before we came, so that it may go again with its last field of ours. */
    public boolean created() {
        return notes.containsKey(CREATED);
    }

    public Applied markCreated() {
        var more = new TreeMap<>(notes);
        more.put(CREATED, "true");
        return new Applied(fields, found, more);
    }

    public Applied without(Set<String> names) {
        var others = new TreeMap<>(fields);
        others.keySet().removeAll(names);
        return new Applied(others, found, notes);
    }

    /** With fields that an apply had set when it was cut off. */
    public Applied withSet(Map<String, String> more) {
        var all = new TreeMap<>(fields);
        all.putAll(more);
        var stillFound = new HashSet<>(found);
        stillFound.removeAll(more.keySet());
        return new Applied(all, stillFound, notes);
    }
}
