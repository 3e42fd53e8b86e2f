package io.rootlessctl.host.linux.write;

import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What others have put into a directory of certificates, {@code ca.srl} of openssl or a second client's files: it stays
 * there, whatever becomes of ours. An object, and without lambdas, for the same reason as {@link UserFiles}.
 */
final class ForeignEntries {
    private final UserFiles files;

    ForeignEntries(UserFiles files) {
        this.files = files;
    }

    /** From one directory into the other, by a rename each; nothing happens while one of the two is not there. */
    void carry(CertificateOrder from, CertificateOrder to) throws IOException {
        carry(from.directory(), to.directory(), ours(from, from.directory()));
        carry(from.bundle(), to.bundle(), ours(from, from.bundle()));
    }

    /** Out of the way of a rename: what cannot be emptied, as it holds another user's directory, is kept beside. */
    void clear(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            files.move(directory, free(directory));
        }
    }

    private void carry(Path from, Path to, Set<Path> ours) throws IOException {
        if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (var entry : entries(from)) {
            if (!ours.contains(entry)) {
                move(entry, free(to.resolve(entry.getFileName())));
            }
        }
    }

    private void move(Path from, Path to) throws IOException {
        try {
            files.move(from, to);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException _) {
            // The kernel lets nobody but its owner move a directory elsewhere; clear() keeps it where it is.
            return;
        }
    }

    private static Set<Path> ours(CertificateOrder order, Path directory) {
        var ours = new HashSet<Path>();
        for (var part : Part.values()) {
            var path = order.at(part);
            if (path.getParent().equals(directory)) {
                ours.add(path);
                ours.add(UserFiles.beside(path));
            }
        }
        ours.add(order.bundle());
        return ours;
    }

    private static List<Path> entries(Path directory) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (var entries = Files.newDirectoryStream(directory)) {
                for (var entry : entries) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** The path itself, or with a number behind it while that is taken. */
    private static Path free(Path path) {
        var free = path;
        for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            free = path.resolveSibling(path.getFileName() + "." + i);
        }
        return free;
    }
}
