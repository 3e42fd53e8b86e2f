package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.linux.FileLook;
import io.rootlessctl.host.linux.OpenFile;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Changes to files, made with the credentials of the thread that makes them. An object, so that the class is loaded
 * before it is first needed in a thread that may not be able to read it.
 */
final class UserFiles {
    interface Work {
        void run() throws IOException;
    }

    private static final Set<StandardOpenOption> NEW =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /**
     * Beside, mode before content, fsync, rename, fsync of the directory. Whatever fails, the old file stays and
     * nothing is left beside it; what a process has left there that was killed goes with the next write or removal.
     */
    void write(Path path, byte[] content, int mode) throws IOException {
        requireReplaceable(path);
        var beside = beside(path);
        try {
            Files.deleteIfExists(beside);
            fill(beside, content, mode);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException problem) {
            discard(beside, problem);
            throw problem;
        }
        syncParent(path);
    }

    /** The content where a write has it before it becomes the file, for whoever wants to look at it first. */
    void draft(Path path, byte[] content) throws IOException {
        discardLeft(path);
        fill(beside(path), content, 0600);
    }

    /** Always the same: nobody else writes here while the lock is held, and whoever comes next finds what is left. */
    static Path beside(Path path) {
        return path.resolveSibling("." + path.getFileName() + ".rootlessctl");
    }

    /** CREATE_NEW is O_EXCL: the kernel follows no link there, and takes no file that somebody has put in the way. */
    private static void fill(Path beside, byte[] content, int mode) throws IOException {
        try (var file = FileChannel.open(beside, NEW, PosixFilePermissions.asFileAttribute(permissions(0600)))) {
            change(beside, mode);
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /** What a write has left beside the file whose process was killed. */
    void discardLeft(Path path) throws IOException {
        var beside = beside(path);
        if (FileLook.status(beside) instanceof Observation.Present<FileStatus>(var status)
                && status.type() == FileStatus.Type.FILE) {
            Files.deleteIfExists(beside);
        }
    }

    private static void discard(Path beside, Exception problem) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException second) {
            problem.addSuppressed(second);
        }
    }

    private static void requireReplaceable(Path path) throws IOException {
        if (FileLook.status(path) instanceof Observation.Present<FileStatus>(var status)
                && status.type() != FileStatus.Type.FILE) {
            throw new FileSystemException(path.toString(), null, "found a "
                    + status.type().word() + ", expected a regular file; move it away");
        }
    }

    void remove(Path path) throws IOException {
        requireReplaceable(path);
        discardLeft(path);
        // Where there is no directory either, there is none to sync.
        if (!(FileLook.status(path) instanceof Observation.Absent<FileStatus>()) && Files.deleteIfExists(path)) {
            syncParent(path);
        }
    }

    /** A link in the place of another one, or of nothing, by one rename. */
    void link(Path path, Path target) throws IOException {
        requireLink(path);
        var beside = beside(path);
        Files.deleteIfExists(beside);
        Files.createSymbolicLink(beside, target);
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        syncParent(path);
    }

    void removeLink(Path path) throws IOException {
        requireLink(path);
        Files.deleteIfExists(path);
        syncParent(path);
    }

    private static void requireLink(Path path) throws IOException {
        if (FileLook.status(path) instanceof Observation.Present<FileStatus>(var status)
                && status.type() != FileStatus.Type.LINK) {
            throw new FileSystemException(path.toString(), null, "found a " + status.type().word()
                    + " that is not ours; move it away");
        }
    }

    /** A new file, with its mode before its content, for whoever fills it. */
    FileChannel create(Path path, int mode) throws IOException {
        var file = FileChannel.open(path, NEW, PosixFilePermissions.asFileAttribute(permissions(0700)));
        change(path, mode);
        return file;
    }

    /** By one rename, over what is there. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncParent(to);
    }

    /** A link, or a directory of files without any in it that are directories. */
    void discard(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            Files.delete(directory);
        } else if (FileLook.status(directory) instanceof Observation.Present<FileStatus>(var status)
                && status.type() == FileStatus.Type.DIRECTORY) {
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            removeDirectory(directory);
        }
    }

    void makeDirectory(Path path, int mode) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(permissions(0700)));
        change(path, mode);
        syncParent(path);
    }

    void removeDirectory(Path path) throws IOException {
        try {
            if (FileLook.status(path) instanceof Observation.Present<FileStatus>(var status)
                    && status.type() != FileStatus.Type.DIRECTORY) {
                throw new FileSystemException(path.toString(), null, "found no directory");
            }
            Files.delete(path);
            syncParent(path);
        } catch (DirectoryNotEmptyException | NoSuchFileException _) {
            // The contract: a directory in use stays, and one that is gone is as wanted.
            return;
        }
    }

    /** On the file itself: chmod follows links, and what they point to is not ours to change. */
    void setMode(Path path, int mode) throws IOException {
        if (FileLook.status(path) instanceof Observation.Present<FileStatus>(var status)
                && status.type() == FileStatus.Type.LINK) {
            throw new FileSystemException(path.toString(), null, "found a link, expected a file or directory");
        }
        change(path, mode);
    }

    /** Not as PosixFilePermissions, which know no set-user-id. */
    private static void change(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    void syncParent(Path path) throws IOException {
        try (var directory = OpenFile.directory(path.toAbsolutePath().getParent().toRealPath())) {
            directory.sync();
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var set = EnumSet.noneOf(PosixFilePermission.class);
        var all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            // Declared from OWNER_READ, 0400, down to OTHERS_EXECUTE, 0001.
            if ((mode & (0400 >> i)) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }
}
