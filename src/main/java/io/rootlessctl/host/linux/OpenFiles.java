package io.rootlessctl.host.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What processes have open, from the links in /proc/PID/fd; only root sees those of others. */
public final class OpenFiles {
    private OpenFiles() {}

    /** The processes that have this file open; none where that cannot be known. */
    public static List<ProcStat> holders(Path file) {
        try {
            return ProcessTable.read().byPid().values().stream()
                    .filter(process -> of(process.id().pid()).contains(file.toString())).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /**
     * The links of a process, {@code /var/lib/pacman/db.lck} or {@code socket:[29487]}; none where it has ended, or is
     * not the caller's to look into.
     */
    static List<String> of(long pid) {
        var links = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var file : files) {
                links.add(Files.readSymbolicLink(file).toString());
            }
        } catch (IOException | DirectoryIteratorException _) {
            return links;
        }
        return links;
    }
}
