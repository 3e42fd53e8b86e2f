package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether every user finds the same at a path, so that it need be looked at once only: everybody may search each directory
 * on the way there, also on the way of each link. Access control lists, which could shut a single user out, are not read.
 */
final class OpenToAll {
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;
    private static final int SEARCHABLE_BY_OTHERS = 01;

    private OpenToAll() {}

    static boolean is(Path path) {
        try {
            return is(path, MOST_LINKS);
        } catch (IOException _) {
            // It is being changed just now: then each looks for themselves.
            return false;
        }
    }

    private static boolean is(Path path, int links) throws IOException {
        var parent = path.getParent();
        if (parent == null) {
            return true;
        }
        if (!is(parent, links) || !searchable(parent)) {
            return false;
        }
        boolean link = FileLook.status(path).found().filter(status -> status.type() == FileStatus.Type.LINK).isPresent();
        return !link || links > 0 && is(parent.resolve(Files.readSymbolicLink(path)), links - 1);
    }

    /** Below what is not there, or is no directory, there is nothing for anybody. */
    private static boolean searchable(Path directory) throws IOException {
        return !Files.isDirectory(directory)
                || (FileLook.status(Files.readAttributes(directory, FileLook.ATTRIBUTES)).mode() & SEARCHABLE_BY_OTHERS) != 0;
    }
}
