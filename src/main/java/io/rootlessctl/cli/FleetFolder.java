package io.rootlessctl.cli;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.linux.OpenFile;
import io.rootlessctl.render.report.FleetFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The JSON files of one directory; one that cannot be read is among them, with the reason. */
final class FleetFolder {
    /** A plan for hundreds of users has some megabytes. */
    private static final int LIMIT = 32 << 20;
    private static final int MOST = 10_000;

    private FleetFolder() {}

    /** @throws IOException when it is no directory that can be read, or has no such file */
    static List<FleetFile> read(Path directory) throws IOException {
        var files = new ArrayList<FleetFile>();
        try (var entries = Files.newDirectoryStream(directory, entry -> FleetFile.isOne(entry.getFileName().toString()))) {
            for (var entry : entries) {
                if (files.size() == MOST) {
                    throw new IOException(directory + ": found more than " + MOST + " files");
                }
                files.add(file(entry));
            }
        }
        if (files.isEmpty()) {
            throw new IOException(directory + ": found no .json file, expected what `rootlessctl status -o json` or "
                    + "`rootlessctl plan -o json` print, one file a host");
        }
        return files;
    }

    private static FleetFile file(Path file) {
        var name = file.getFileName().toString();
        var modified = Instant.EPOCH;
        try {
            modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            // Hosts, or their administrators, put files here: a link could lead to what only root may read, a FIFO wait.
            try (var open = OpenFile.forReading(file)) {
                if (open.status().type() != FileStatus.Type.FILE) {
                    return FleetFile.unreadable(name, modified, "found a directory, FIFO or device, expected a file");
                }
                var bytes = open.stream().readNBytes(LIMIT + 1);
                return bytes.length > LIMIT ? FleetFile.unreadable(name, modified, "found more than 32 MiB")
                        : FleetFile.of(name, modified, new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return FleetFile.unreadable(name, modified, Trouble.reason(e));
        }
    }
}
