package io.rootlessctl.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the last apply left at one address.
 *
 * @param fields the owned fields as they were set
 * @param notes what else the kind wants to know the next time: that we created the file, which process read it
 */
public record Applied(SortedMap<String, String> fields, SortedMap<String, String> notes) {
    public static final Applied NOTHING = new Applied(new TreeMap<>(), new TreeMap<>());
    private static final String CREATED = "created";

    public Applied {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(fields)));
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(notes)));
    }

    /** Whether the thing was not there before we came, so that it may go again with its last field of ours. */
    public boolean created() {
        return notes.containsKey(CREATED);
    }

    public Applied markCreated() {
        var more = new TreeMap<>(notes);
        more.put(CREATED, "true");
        return new Applied(fields, more);
    }
}
