package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether every user finds the same at a path, so that root may look there once for all of them: each directory on the way,
 * also on the way of each link, can be searched by everybody and changed by root alone. Nobody but root can have laid what is
 * walked here, so that it can neither hang nor lead astray. Access control lists, which could shut a single user out, are not
 * read.
 */
final class OpenToAll {
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;
    private static final int MOST_NAMES = 1000;
    private static final int SEARCHABLE = 0111;
    private static final int WRITABLE_BY_OTHERS = 022;

    private final Path root;
    private final Deque<Path> names = new ArrayDeque<>();
    private Path at;
    private int links;

    private OpenToAll(Path root) {
        this.root = root;
        this.at = root;
    }

    static boolean is(Path path) {
        return below(path.getRoot(), path);
    }

    /** @param root where the walk begins, and where absolute links lead */
    static boolean below(Path root, Path path) {
        try {
            var walk = new OpenToAll(root);
            walk.push(root.relativize(path));
            return walk.arrives();
        } catch (IOException _) {
            // It is being changed just now: then each looks for themselves.
            return false;
        }
    }

    private boolean arrives() throws IOException {
        while (!names.isEmpty()) {
            if (names.size() > MOST_NAMES || !open(at)) {
                return false;
            }
            var name = names.pop().toString();
            if (name.equals("..")) {
                at = at.equals(root) ? root : at.getParent();
            } else if (!name.isEmpty() && !name.equals(".")) {
                var next = at.resolve(name);
                var status = FileLook.status(next);
                if (status instanceof Observation.Absent<FileStatus>()) {
                    return true;
                }
                if (status.obstacle().isPresent() || !goOn(next, status.found().orElseThrow())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean goOn(Path next, FileStatus status) throws IOException {
        if (status.type() != FileStatus.Type.LINK) {
            at = next;
            return true;
        }
        var target = Files.readSymbolicLink(next);
        if (++links > MOST_LINKS || target.isAbsolute() && !target.startsWith(root)) {
            return false;
        }
        at = target.isAbsolute() ? root : at;
        push(target.isAbsolute() ? root.relativize(target) : target);
        return true;
    }

    private void push(Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            names.push(path.getName(i));
        }
    }

    private static boolean open(Path directory) {
        return FileLook.status(directory).found().filter(status -> status.type() == FileStatus.Type.DIRECTORY
                && status.uid() == 0 && (status.mode() & SEARCHABLE) == SEARCHABLE
                && (status.mode() & WRITABLE_BY_OTHERS) == 0).isPresent();
    }
}
