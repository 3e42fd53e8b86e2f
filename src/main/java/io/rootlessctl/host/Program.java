package io.rootlessctl.host;

import java.nio.file.Path;

/**
 * An executable file.
 *
 * @param privileged whether it is set-user-id root or has file capabilities
 */
public record Program(Path path, boolean privileged) {}
