package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.OpenFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code LockHolder FILE}: locks it, says so with an L, and keeps it until it is killed or its input ends; says who has
 * it where somebody has. Writes nothing into the file.
 */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (var file = OpenFile.forLocking(Path.of(arguments[0]), 0600)) {
            System.out.print(file.lock() ? "L" : "(process " + file.lockedBy().orElse(0) + ")");
            System.out.flush();
            while (file.lockedBy().isEmpty() && System.in.read() >= 0) {
                continue;
            }
        }
    }
}
