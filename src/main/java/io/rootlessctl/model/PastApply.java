package io.rootlessctl.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One apply of those that are remembered.
 *
 * @param id what {@code rollback} takes
 * @param command what was asked for, {@code apply}, {@code rollback 3}
 * @param caller the user, and how that user became root
 * @param manifest the file's path; empty where none was read, or it came from standard input
 * @param sha256 of the file, in hexadecimal digits
 * @param changes those that were made and stand, without their steps
 * @param result {@code applied}, {@code rolled back}, {@code cut off}
 */
public record PastApply(
        long id, Instant at, String command, String caller, Optional<String> manifest, Optional<String> sha256,
        List<Change> changes, String result, long restarts) {
    public PastApply {
        changes = List.copyOf(changes);
    }
}
