package io.rootlessctl.cli;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** The file of a backup: the caller's own, and opened by the caller alone. */
record ArchivePlace(Path file, HostView host) {
    /** Permissions of others, and theirs to write. */
    private static final int SHARED = 077, WRITABLE = 022;

    /** Made if it is not there, readable by its owner only: it has all that containers have. */
    FileChannel forWriting() throws IOException {
        requirePlace();
        var options = new HashSet<OpenOption>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS));
        var channel = FileChannel.open(file, options,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return checked(locked(channel), SHARED);
    }

    /** Nobody else can change it while it is read, after it was verified. */
    FileChannel forReading() throws IOException {
        requirePlace();
        return checked(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), WRITABLE);
    }

    /** Somebody may have made the file before us, in /tmp. */
    private FileChannel checked(FileChannel channel, int forbidden) throws IOException {
        try {
            OwnPlace.requireOwn(file, host, forbidden);
            return channel;
        } catch (IOException problem) {
            channel.close();
            throw problem;
        }
    }

    long free() throws IOException {
        return Files.getFileStore(file).getUsableSpace();
    }

    private FileChannel locked(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException(file + ": another backup is writing it");
        }
        return channel;
    }

    /** Anything else than a file could hang, and whoever has a directory above could put another file in its place. */
    private void requirePlace() throws IOException {
        var there = host.status(file, host.caller());
        if (there.found().filter(status -> status.type() != FileStatus.Type.FILE).isPresent()) {
            throw new IOException(file + ": found a " + there.found().get().type().word() + ", expected a file");
        }
        OwnPlace.require(file, host, "run it as that user");
    }
}
