package io.rootlessctl.host.linux.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code LockHolder FILE}: locks it, says so with an L, and keeps it until it is killed or its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (var channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            System.out.print(lock.isValid() ? 'L' : '-');
            System.out.flush();
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
