package io.rootlessctl.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A change that this caller may not make, or that cannot be made now.
 *
 * @param why what stands in the way, in one line
 * @param remedy the exact commands for whoever may, one per element, in order; empty when another entry's remedy
 *     lifts this one too
 */
public record Blocked(Change change, String why, List<String> remedy) {
    private static final String NEEDS_ROOT = "needs root";
    private static final String WAITS = "waits for ";

    public Blocked {
        remedy = List.copyOf(remedy);
    }

    public static Blocked needingRoot(Change change, List<String> remedy) {
        return new Blocked(change, NEEDS_ROOT, remedy);
    }

    public static Blocked waiting(Change change, List<Address> others) {
        return new Blocked(change, WAITS + others.stream().map(Address::toString).collect(Collectors.joining(", ")), List.of());
    }

    /** Whether only the caller's rights are missing. */
    public boolean needsRoot() {
        return why.equals(NEEDS_ROOT);
    }

    /** Whether nothing stands in the way but that another address is blocked. */
    public boolean waits() {
        return why.startsWith(WAITS);
    }
}
