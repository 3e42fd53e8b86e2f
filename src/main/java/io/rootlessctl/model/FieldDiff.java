package io.rootlessctl.model;

import java.util.Optional;

/**
 * One owned field that is not as desired. Values are normalised text (JSON text for daemon.json keys); an empty value
 * means the field is not there, or shall not be.
 *
 * @param lastApplied what we set the last time; empty when we never set it
 */
public record FieldDiff(
        String field, Optional<String> observed, Optional<String> desired, Optional<String> lastApplied) {

    /** Whether the host has moved away from what was applied, rather than the file from what was declared. */
    public boolean drifted() {
        return lastApplied.isPresent() && !lastApplied.equals(observed);
    }
}
