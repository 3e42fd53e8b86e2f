package io.rootlessctl.model;

import java.util.List;

/**
 * A change that this caller may not make, or that cannot be made now.
 *
 * @param why what stands in the way, in one line
 * @param remedy the exact commands for whoever may, one per element, in order; empty when another entry's remedy
 *     lifts this one too
 */
public record Blocked(Change change, String why, List<String> remedy) {
    public Blocked {
        remedy = List.copyOf(remedy);
    }
}
