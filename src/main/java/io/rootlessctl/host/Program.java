package io.rootlessctl.host;

import io.rootlessctl.model.Version;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An executable file.
 *
 * @param version what it says of itself; empty when it says nothing that can be read
 * @param privileged whether it is set-user-id root or has file capabilities
 */
public record Program(Path path, Optional<Version> version, boolean privileged) {}
