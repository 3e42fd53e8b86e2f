package io.rootlessctl.model;

import java.util.List;

/** All that an apply would do, in order, and all that it would not do and why. A value: making one changes nothing. */
public record Plan(
        List<Change> changes, List<Blocked> blocked, List<ForeignEdit> foreign, List<Unmanaged> unmanaged,
        List<Warning> warnings) {
    public static final Plan EMPTY = new Plan(List.of(), List.of(), List.of(), List.of(), List.of());

    public Plan {
        changes = List.copyOf(changes);
        blocked = List.copyOf(blocked);
        foreign = List.copyOf(foreign);
        unmanaged = List.copyOf(unmanaged);
        warnings = List.copyOf(warnings);
    }

    /** Observed equals desired everywhere: nothing to do, and nothing that somebody else would have to do. */
    public boolean converged() {
        return changes.isEmpty() && blocked.isEmpty();
    }

    /** Converged, and nobody else has changed what we once set: what {@code drift} asks. */
    public boolean asDeclared() {
        return converged() && foreign.isEmpty();
    }

    public Plan withForeign(List<ForeignEdit> edits) {
        return new Plan(changes, blocked, edits, unmanaged, warnings);
    }

    /** The dearest effect among the changes. */
    public Effect effect() {
        return changes.stream().map(Change::effect).reduce(Effect.NONE, Effect::atLeast);
    }
}
