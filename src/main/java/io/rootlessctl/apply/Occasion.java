package io.rootlessctl.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What made somebody change the host: kept with every apply.
 *
 * @param command as it was asked for, {@code apply}, {@code rollback 3}
 * @param caller the user, and how that user became root
 * @param manifest the file's path; empty where none was read
 * @param sha256 of the file's bytes, in hexadecimal digits
 * @param confirmWithin how long it stands unless somebody confirms it; empty when it stands anyway
 */
public record Occasion(
        String command, Instant at, String caller, Optional<String> manifest, Optional<String> sha256,
        Optional<Duration> confirmWithin) {
    public Occasion {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(confirmWithin, "confirmWithin");
    }

    public Occasion toBeConfirmed(Optional<Duration> within) {
        return new Occasion(command, at, caller, manifest, sha256, within);
    }
}
