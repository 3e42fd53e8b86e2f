package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The devices of slirp4netns and fuse-overlayfs. Their modes are put back when the last user of a test is gone. */
final class Devices {
    static final List<Path> NEEDED = List.of(Path.of("/dev/net/tun"), Path.of("/dev/fuse"));

    private static final Map<Path, Set<PosixFilePermission>> BEFORE = new LinkedHashMap<>();
    private static int users;

    private Devices() {}

    /** Remembers the modes; call {@link #release} once for it. */
    static synchronized void hold() throws IOException {
        if (users++ == 0) {
            BEFORE.clear();
            for (var device : NEEDED) {
                if (Files.exists(device)) {
                    BEFORE.put(device, Files.getPosixFilePermissions(device));
                }
            }
        }
    }

    static synchronized void openToAll() throws IOException {
        for (var device : BEFORE.keySet()) {
            Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
    }

    static synchronized void release() throws IOException {
        if (--users == 0) {
            for (var entry : BEFORE.entrySet()) {
                Files.setPosixFilePermissions(entry.getKey(), entry.getValue());
            }
        }
    }
}
