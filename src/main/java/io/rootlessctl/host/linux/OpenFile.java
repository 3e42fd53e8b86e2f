package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file descriptor of the kernel's. Opening never waits (a FIFO without a writer would keep java.nio for ever) and
 * never follows a link in the last element; {@link #status} is that of what was opened, whatever is there by now.
 */
public final class OpenFile implements AutoCloseable {
    /** An open that failed. */
    public static final class NotOpened extends FileSystemException {
        private static final long serialVersionUID = 1;
        private final int number;

        NotOpened(Path path, int number) {
            super(path.toString(), null, LibC.INSTANCE.strerror(number));
            this.number = number;
        }

        public boolean absent() {
            return number == LibC.ENOENT || number == LibC.ENOTDIR;
        }

        boolean link() {
            return number == LibC.ELOOP;
        }

        /** A socket, or a device whose driver is gone. */
        boolean noDevice() {
            return number == LibC.ENXIO;
        }
    }

    private final Path path;
    private final int descriptor;

    private OpenFile(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    public static OpenFile forReading(Path path) throws NotOpened {
        return open(path, 0, 0);
    }

    /** For {@link #sync} of a directory after a rename in it. */
    public static OpenFile directory(Path path) throws NotOpened {
        return open(path, Abi.current().directory(), 0);
    }

    /** Created if it is not there, with the permission bits {@code mode}. */
    public static OpenFile forAppending(Path path, int mode) throws NotOpened {
        return open(path, Abi.WRITE_ONLY | Abi.APPEND | Abi.CREATE, mode);
    }

    private static OpenFile open(Path path, int flags, int mode) throws NotOpened {
        int always = Abi.current().noFollow() | Abi.NON_BLOCK | Abi.CLOSE_ON_EXEC;
        int descriptor = LibC.INSTANCE.open(path.toString(), flags | always, mode);
        if (descriptor < 0) {
            throw new NotOpened(path, LibC.error());
        }
        return new OpenFile(path, descriptor);
    }

    /** The open file under a name of this process, for what takes only names. */
    public Path self() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    public FileStatus status() throws IOException {
        return FileLook.status(Files.readAttributes(self(), FileLook.ATTRIBUTES));
    }

    Instant modified() throws IOException {
        return ((FileTime) Files.getAttribute(self(), "unix:lastModifiedTime")).toInstant();
    }

    /** The bytes from here on, at most {@code limit}. */
    byte[] read(int limit) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        while (bytes.size() < limit) {
            long count = LibC.INSTANCE.read(descriptor, buffer, Math.min(buffer.length, limit - bytes.size()));
            if (count < 0) {
                throw new FileSystemException(path.toString(), null, LibC.INSTANCE.strerror(LibC.error()));
            }
            if (count == 0) {
                break;
            }
            bytes.write(buffer, 0, (int) count);
        }
        return bytes.toByteArray();
    }

    void skip(long count) throws IOException {
        if (count > 0 && LibC.INSTANCE.lseek(descriptor, count, 0) < 0) {
            throw new FileSystemException(path.toString(), null, LibC.INSTANCE.strerror(LibC.error()));
        }
    }

    public void sync() throws IOException {
        if (LibC.INSTANCE.fsync(descriptor) != 0) {
            throw new FileSystemException(path.toString(), null, LibC.INSTANCE.strerror(LibC.error()));
        }
    }

    @Override
    public void close() {
        LibC.INSTANCE.close(descriptor);
    }
}
