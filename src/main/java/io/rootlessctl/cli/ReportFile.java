package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.linux.OpenFile;
import io.rootlessctl.render.report.HostPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Where a report goes. Only a former report is replaced, and its mode stays. */
final class ReportFile {
    /** The mark of a page is nearer to its beginning. */
    private static final int HEAD = 1024;

    private final Path file;

    private ReportFile(Path file) {
        this.file = file;
    }

    /**
     * To be asked before the host is, which takes a while.
     *
     * @param force whether any file may be replaced
     */
    static ReportFile at(Path file, boolean force, HostView host) throws IOException {
        WholeFile.requireFile(file);
        OwnPlace.require(file, host, "redirect standard output");
        if (!force && Files.exists(file) && !replaceable(file)) {
            throw new FileSystemException(file.toString(), null,
                    "found a file that is no report; name another one, or replace it with --force");
        }
        return new ReportFile(file);
    }

    /** Nothing is lost with an empty one, as mktemp makes it. */
    private static boolean replaceable(Path file) throws IOException {
        try (var open = OpenFile.forReading(file)) {
            var head = new String(open.stream().readNBytes(HEAD), StandardCharsets.UTF_8);
            return head.isEmpty() || head.contains(HostPage.MARK);
        }
    }

    void write(String page) throws IOException {
        WholeFile.write(file, page, formerMode());
    }

    /** Of a file of the caller's: somebody else may have made one that all may write to. */
    private Optional<Set<PosixFilePermission>> formerMode() throws IOException {
        var we = Files.getOwner(Path.of("/proc/self"));
        if (!Files.exists(file) || !Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(we)) {
            return Optional.empty();
        }
        var mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        mode.removeAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
        return Optional.of(mode);
    }
}
