package io.rootlessctl.model;

import java.util.List;

/**
 * One address that is not as desired, and the steps that make it so, in order.
 *
 * @param effect what the steps cost whoever uses the host
 * @param reason one line for the reader of a plan: why, and what happens to whom (containers that stop); may be empty
 */
public record Change(
        Address address, Scope scope, Action action, Effect effect, List<FieldDiff> diff, List<Step> steps,
        String reason) {
    public Change {
        diff = List.copyOf(diff);
        steps = List.copyOf(steps);
    }

    /** How many fields are not as desired; what could not be compared counts as one. */
    public int fields() {
        return Math.max(1, diff.size());
    }
}
