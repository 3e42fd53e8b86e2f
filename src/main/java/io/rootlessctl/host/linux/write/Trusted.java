package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.linux.FileLook;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Whether nobody but root can have put a file where it is. While that holds of the file and of every directory above
 * it, nobody can exchange it between this look and what is done next.
 */
final class Trusted {
    private static final int OTHERS_WRITE = 0022;

    private Trusted() {}

    /** @throws IOException naming the first path that is another's, may be changed by others, or is a link */
    static void require(Path file) throws IOException {
        var path = file.toAbsolutePath();
        if (!path.equals(path.normalize())) {
            throw new FileSystemException(file.toString(), null, "found \"..\" in the path; name the file itself");
        }
        require(path, FileStatus.Type.FILE);
        for (var parent = path.getParent(); parent != null; parent = parent.getParent()) {
            require(parent, FileStatus.Type.DIRECTORY);
        }
    }

    private static void require(Path path, FileStatus.Type type) throws IOException {
        var seen = FileLook.status(path);
        var status = seen.found().orElseThrow(() -> new FileSystemException(
                path.toString(), null, seen.obstacle().orElse("no such file or directory")));
        if (status.type() != type) {
            throw refused(path, "found a " + status.type().word() + ", expected a " + type.word());
        }
        if (status.uid() != 0 || (status.mode() & OTHERS_WRITE) != 0) {
            throw refused(path, String.format(
                    "user %d, mode %04o: others than root may change it", status.uid(), status.mode()));
        }
    }

    private static FileSystemException refused(Path path, String why) {
        return new FileSystemException(path.toString(), null, why + "; root does nothing with it");
    }
}
