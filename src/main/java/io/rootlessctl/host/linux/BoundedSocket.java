package io.rootlessctl.host.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketImpl;
import java.time.Duration;

/**
 * What httpcore takes for a socket: the JDK has none of the Unix family. Each
 * wait has a limit, and so has the whole conversation, however slowly the other side keeps sending.
 */
final class BoundedSocket extends Socket {
    private final UnixSocket socket;
    private final Duration wait;
    private final long end;

    /**
     * @param wait how long each wait for the other side may take
     * @param end of the conversation, on the clock of {@link System#nanoTime}
     */
    BoundedSocket(UnixSocket socket, Duration wait, long end) throws IOException {
        super((SocketImpl) null);
        this.socket = socket;
        this.wait = wait;
        this.end = end;
    }

    /** The last wait ends with the conversation. */
    private void await(short operation) throws IOException {
        long start = System.nanoTime();
        var left = Duration.ofNanos(end - start);
        if (!left.isPositive()) {
            throw new InterruptedIOException("the answer took too long");
        }
        var limit = left.compareTo(wait) < 0 ? left : wait;
        boolean ready;
        do {
            ready = socket.await(operation, (int) Math.max(1, limit.minusNanos(System.nanoTime() - start).toMillis()));
        } while (!ready && System.nanoTime() - start < limit.toNanos());
        if (!ready) {
            throw new InterruptedIOException("no answer within " + limit.toMillis() + " ms");
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                if (count == 0) {
                    return 0;
                }
                await(UnixSocket.READABLE);
                int got = socket.read(buffer, offset, count);
                if (got == 0) {
                    throw new InterruptedIOException("found nothing to read where there should be something");
                }
                return got;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                int written = 0;
                while (written < count) {
                    int more = socket.write(bytes, offset + written, count - written);
                    if (more == 0) {
                        await(UnixSocket.WRITABLE);
                    }
                    written += more;
                }
            }
        };
    }

    /** Each wait has its limit already. */
    @Override
    public void setSoTimeout(int milliseconds) {}

    @Override
    public int getSoTimeout() {
        return Math.toIntExact(wait.toMillis());
    }

    /** A Unix socket has nothing to linger for. */
    @Override
    public void setSoLinger(boolean on, int seconds) {}

    /** It is closed as a whole, right afterwards. */
    @Override
    public void shutdownOutput() {}

    @Override
    public void shutdownInput() {}

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() {
        socket.close();
    }
}
