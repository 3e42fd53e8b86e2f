package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

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
            super(path.toString(), null, LibC.strerror(number));
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

    /** Of fcntl, and where struct flock has the process: the same on both architectures. */
    private static final int GET_LOCK = 5, SET_LOCK = 6, FLOCK_SIZE = 32, PID_AT = 24;
    private static final short WRITE_LOCK = 1, UNLOCKED = 2;

    private static final int STREAMED = 1 << 16;

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

    /** For {@link #lock}; created with the permission bits {@code mode}. */
    public static OpenFile forLocking(Path path, int mode) throws NotOpened {
        return open(path, Abi.READ_WRITE | Abi.CREATE, mode);
    }

    private static OpenFile open(Path path, int flags, int mode) throws NotOpened {
        int always = Abi.current().noFollow() | Abi.NON_BLOCK | Abi.CLOSE_ON_EXEC;
        int descriptor = LibC.open(path.toString(), flags | always, mode);
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
        return Files.getLastModifiedTime(self()).toInstant();
    }

    /** The bytes from here on, at most {@code limit}. */
    byte[] read(int limit) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        while (bytes.size() < limit) {
            long count = LibC.read(descriptor, buffer, Math.min(buffer.length, limit - bytes.size()));
            if (count < 0) {
                throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
            }
            if (count == 0) {
                break;
            }
            bytes.write(buffer, 0, (int) count);
        }
        return bytes.toByteArray();
    }

    /** What is read from here on; closing it closes nothing. Any thread may read it, whoever has opened the file. */
    public InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                var buffer = new byte[Math.min(length, STREAMED)];
                long count = LibC.read(descriptor, buffer, buffer.length);
                if (count < 0) {
                    throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
                }
                System.arraycopy(buffer, 0, bytes, offset, (int) count);
                return count == 0 ? -1 : (int) count;
            }
        };
    }

    void skip(long count) throws IOException {
        if (count > 0 && LibC.lseek(descriptor, count, 0) < 0) {
            throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
        }
    }

    public void sync() throws IOException {
        if (LibC.fsync(descriptor) != 0) {
            throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
        }
    }

    /**
     * Takes the whole file's lock, without waiting. It is the process's, whatever thread asks: closing any descriptor of
     * the file gives it up, so that whoever has it must not open the file again.
     *
     * @return whether this process has it now
     */
    public boolean lock() throws IOException {
        if (LibC.fcntl(descriptor, SET_LOCK, writeLock()) == 0) {
            return true;
        }
        int number = LibC.error();
        if (number == LibC.EAGAIN || number == LibC.EACCES) {
            return false;
        }
        throw new FileSystemException(path.toString(), null, LibC.strerror(number));
    }

    /** The process that has the lock, as the kernel knows it; 0 for one that cannot be seen from here. */
    public OptionalLong lockedBy() throws IOException {
        var lock = writeLock();
        if (LibC.fcntl(descriptor, GET_LOCK, lock) != 0) {
            throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
        }
        var flock = ByteBuffer.wrap(lock).order(ByteOrder.nativeOrder());
        return flock.getShort(0) == UNLOCKED ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, flock.getInt(PID_AT)));
    }

    /** The first two members say that it is for writing, and from the file's start; the others stay 0: to its end. */
    private static byte[] writeLock() {
        return ByteBuffer.allocate(FLOCK_SIZE).order(ByteOrder.nativeOrder()).putShort(WRITE_LOCK).array();
    }

    /** Makes {@code bytes} the file's content, in place. */
    public void replace(byte[] bytes) throws IOException {
        if (LibC.pwrite(descriptor, bytes, bytes.length, 0) != bytes.length
                || LibC.ftruncate(descriptor, bytes.length) != 0) {
            throw new FileSystemException(path.toString(), null, LibC.strerror(LibC.error()));
        }
    }

    /** Whether the path still leads to what was opened. */
    public boolean isAt(Path place) throws IOException {
        try {
            return Files.getAttribute(self(), "unix:fileKey").equals(
                    Files.getAttribute(place, "unix:fileKey", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public void close() {
        LibC.close(descriptor);
    }
}
