package io.rootlessctl.host;

import java.nio.file.Path;

/**
 * One request to RootlessKit's API.
 *
 * @param path {@code /v1/ports}
 * @param body JSON; empty for none
 */
public record RootlessKitRequest(Path socket, Method method, String path, String body) {
    public enum Method { GET, POST, DELETE }
}
