package io.rootlessctl.cli;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Octal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a file may be that the caller names for a command's output or input. */
final class OwnPlace {
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 022;

    private OwnPlace() {}

    /**
     * For root: nobody else can put a file or a link in its way, from the root directory on. In a sticky one, /tmp, others
     * cannot move what is root's.
     *
     * @param otherwise what to do in its place
     */
    static void require(Path file, HostView host, String otherwise) throws IOException {
        if (!host.root()) {
            return;
        }
        var parent = file.getParent();
        var real = Files.exists(parent) ? parent.toRealPath() : parent;
        for (var above = real; above != null; above = above.getParent()) {
            var status = host.status(above, host.caller()).found();
            if (status.filter(found -> found.uid() != 0).isPresent()) {
                throw new IOException(file + ": " + above + " belongs to user " + status.get().uid()
                        + ", where root writes no file; name one elsewhere, or " + otherwise);
            }
            if (status.filter(OwnPlace::open).isPresent()) {
                throw new IOException(file + ": others may write to " + above + ", mode "
                        + Octal.of(status.get().mode()) + "; name one elsewhere, or " + otherwise);
            }
        }
    }

    private static boolean open(FileStatus directory) {
        return (directory.mode() & WRITABLE_BY_OTHERS) != 0 && (directory.mode() & STICKY) == 0;
    }

    /**
     * A file that is open by this path by now, in such a place: it is the caller's or root's, under this name only.
     *
     * @param forbidden permission bits that it must not have
     */
    static void requireOwn(Path file, HostView host, int forbidden) throws IOException {
        var status = host.status(file, host.caller()).found()
                .orElseThrow(() -> new IOException(file + ": not there any more"));
        long caller = host.caller().uid();
        if (status.uid() != caller && status.uid() != 0) {
            throw new IOException(file + ": belongs to user " + status.uid() + ", expected one of user " + caller
                    + "; name another");
        }
        if ((status.mode() & forbidden) != 0) {
            throw new IOException(file + ": mode " + Octal.of(status.mode()) + ", expected "
                    + Octal.of(status.mode() & ~forbidden) + "; chmod it, or name another");
        }
        if ((int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) != 1) {
            throw new IOException(file + ": has another name, too; name another file");
        }
    }
}
