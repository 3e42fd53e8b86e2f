package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.render.report.HostPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
        WholeFile.requireOwnPlace(file, host);
        if (!force && Files.exists(file) && !replaceable(file)) {
            throw new FileSystemException(file.toString(), null,
                    "found a file that is no report; name another one, or replace it with --force");
        }
        return new ReportFile(file);
    }

    /** Nothing is lost with an empty one, as mktemp makes it. */
    private static boolean replaceable(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
            return head.isEmpty() || head.contains(HostPage.MARK);
        }
    }

    void write(String page) throws IOException {
        WholeFile.write(file, page, Files.exists(file) ? Optional.of(Files.getPosixFilePermissions(file)) : Optional.empty());
    }
}
