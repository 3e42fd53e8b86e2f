package io.rootlessctl.host.linux;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A stream socket of the Unix family that never blocks, by the C library's calls: with the JDK's first channel of that
 * family come random numbers, a selector and the network, which take longer than all that a daemon is asked. For one
 * thread.
 */
final class UnixSocket implements AutoCloseable {
    static final short READABLE = 1, WRITABLE = 4;
    private static final int FAMILY = 1, STREAM = 1;
    /** Of send: that the other side has gone is an error and no signal. */
    private static final int NO_SIGNAL = 0x4000;
    /** Where struct sockaddr_un has the path, after the family, and struct pollfd what is waited for. */
    private static final int PATH_AT = Short.BYTES, EVENTS_AT = Integer.BYTES;
    private static final int INTERRUPTED = 4;

    private final int descriptor;
    private boolean closed;

    private UnixSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** A connection that was refused, with the number of the error; {@link LibC#EAGAIN} where too many wait there. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;
        private final int number;

        private Refused(int number) {
            super(LibC.strerror(number));
            this.number = number;
        }

        boolean fullQueue() {
            return number == LibC.EAGAIN;
        }

        /** Nothing is there, nothing listens there, or there is a file in the place of a directory above. */
        boolean absent() {
            return number == LibC.ENOENT || number == LibC.ECONNREFUSED || number == LibC.ENOTDIR;
        }
    }

    /** @param path of at most {@link UnixHttp#LONGEST_PATH} bytes */
    static UnixSocket connect(Path path) throws IOException {
        int descriptor = SocketCalls.socket(FAMILY, STREAM | Abi.NON_BLOCK | Abi.CLOSE_ON_EXEC, 0);
        if (descriptor < 0) {
            throw new SocketException(LibC.strerror(LibC.error()));
        }
        var name = path.toString().getBytes(StandardCharsets.UTF_8);
        var address = ByteBuffer.allocate(PATH_AT + name.length + 1).order(ByteOrder.nativeOrder());
        address.putShort((short) FAMILY).put(name);
        if (SocketCalls.connect(descriptor, address.array()) == 0) {
            return new UnixSocket(descriptor);
        }
        int number = LibC.error();
        LibC.close(descriptor);
        throw new Refused(number);
    }

    /**
     * Whether there was something to read, or room to write, or the other side has gone, before the time was over.
     *
     * @param milliseconds at least one
     */
    boolean await(short operation, int milliseconds) throws IOException {
        var request = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        request.putInt(descriptor).putShort(EVENTS_AT, operation);
        int ready = SocketCalls.poll(request.array(), milliseconds);
        // A signal of the JVM's own: whoever waits looks at the clock again.
        if (ready < 0 && LibC.error() != INTERRUPTED) {
            throw new SocketException(LibC.strerror(LibC.error()));
        }
        return ready > 0;
    }

    /** @return how many, -1 at the end, 0 when there is nothing yet */
    int read(byte[] buffer, int offset, int count) throws IOException {
        var part = new byte[count];
        int got = done(LibC.read(descriptor, part, count));
        System.arraycopy(part, 0, buffer, offset, Math.max(got, 0));
        return got == 0 ? -1 : Math.max(got, 0);
    }

    /** @return how many, 0 when there is no room yet */
    int write(byte[] buffer, int offset, int count) throws IOException {
        return Math.max(done(SocketCalls.send(descriptor, buffer, offset, count, NO_SIGNAL)), 0);
    }

    /** -1 where it is to be tried again. */
    private int done(long result) throws IOException {
        if (result >= 0) {
            return (int) result;
        }
        int number = LibC.error();
        if (number != LibC.EAGAIN && number != INTERRUPTED) {
            throw new SocketException(LibC.strerror(number));
        }
        return -1;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(descriptor);
        }
    }
}
