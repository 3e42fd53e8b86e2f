package io.rootlessctl.host;

import java.nio.file.Path;

/** What is at a path, or at the nearest above it where something is: see {@link HostView#nearest}. */
public record NearestFile(Path path, FileStatus status) {}
