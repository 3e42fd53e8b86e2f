package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.linux.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A lock on a file whose text names the holder. The kernel gives it up with the process, so a crash leaves none behind;
 * the file stays until an uninstall, for removing it lets two processes lock two files of the same name.
 */
final class LockFile implements HostLock {
    private static final int MODE = 0600;

    private final OpenFile file;

    private LockFile(OpenFile file) {
        this.file = file;
    }

    /** @throws IOException naming the holder when another process has the lock */
    static LockFile take(Path path, String holder) throws IOException {
        var file = OpenFile.forLocking(path, MODE);
        try {
            if (!file.lock()) {
                throw new IOException("another apply is running here (" + holder(file) + "); wait for it to end");
            }
            // An uninstall removes the file that it has locked: whoever opened it before has a lock that nobody sees.
            if (!file.isAt(path)) {
                throw new IOException("an uninstall ended here just now; run it again");
            }
            file.replace(holder.getBytes(StandardCharsets.UTF_8));
            return new LockFile(file);
        } catch (IOException | RuntimeException problem) {
            file.close();
            throw problem;
        }
    }

    /** As the kernel knows it: the file's text may be a user's own, or that of the one before. */
    private static String holder(OpenFile file) throws IOException {
        long process = file.lockedBy().orElse(0);
        return process > 0 ? "process " + process : "process unknown";
    }

    @Override
    public void close() {
        file.close();
    }
}
