package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.HostLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A lock on a file whose text names the holder. The kernel gives it up with the process, so a crash leaves none behind;
 * the file stays until an uninstall, for removing it lets two processes lock two files of the same name.
 */
final class LockFile implements HostLock {
    private static final int NAME_LIMIT = 200;
    private static final Pattern PROCESS = Pattern.compile("process [1-9][0-9]{0,9}(?![0-9])");
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException naming the holder when another process has the lock */
    static LockFile take(Path file, String holder) throws IOException {
        var channel = FileChannel.open(
                file, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another apply is running here (" + holder(channel) + "); wait for it to end");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
            requireThere(file, holder);
            return new LockFile(channel);
        } catch (IOException | RuntimeException problem) {
            channel.close();
            throw problem;
        }
    }

    /** An uninstall removes the file that it has locked: whoever waited for it holds a lock that nobody sees. */
    private static void requireThere(Path file, String holder) throws IOException {
        try (var again = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (read(again).equals(holder)) {
                return;
            }
        } catch (NoSuchFileException _) {
            throw new IOException("an uninstall ended here just now; run it again");
        }
        throw new IOException("somebody else has begun here just now; run it again");
    }

    /** The file may be a user's own: of its text no more than a process's number is believed. */
    private static String holder(FileChannel channel) throws IOException {
        var process = PROCESS.matcher(read(channel));
        return process.find() ? process.group() : "process unknown";
    }

    private static String read(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(NAME_LIMIT);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException problem) {
            throw new UncheckedIOException("the lock could not be given up: " + problem.getMessage(), problem);
        }
    }
}
