package io.rootlessctl.host;

import java.nio.file.Path;
import java.util.Optional;

/** RootlessKit's {@code GET /v1/info}; the drivers are empty where it has none. */
public record RootlessKitInfo(
        String apiVersion, String version, Path stateDir, long childPid, Optional<String> networkDriver,
        Optional<String> portDriver) {}
