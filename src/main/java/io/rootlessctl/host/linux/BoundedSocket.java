package io.rootlessctl.host.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * What httpcore takes for a socket, on a channel that it could not use: the JDK has no socket of the Unix family. Each
 * wait has a limit, and so has the whole conversation, however slowly the other side keeps sending.
 */
final class BoundedSocket extends Socket {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Duration wait;
    private final long end;

    /**
     * @param channel connected, and from here on never blocking
     * @param wait how long each wait for the other side may take
     * @param end of the conversation, on the clock of {@link System#nanoTime}
     */
    BoundedSocket(SocketChannel channel, Duration wait, long end) throws IOException {
        super((SocketImpl) null);
        this.channel = channel;
        this.wait = wait;
        this.end = end;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /** The last wait ends with the conversation. */
    private void await(int operation) throws IOException {
        var left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
            throw new InterruptedIOException("the answer took too long");
        }
        var limit = left.compareTo(wait) < 0 ? left : wait;
        key.interestOps(operation);
        if (selector.select(Math.max(1, limit.toMillis())) == 0) {
            throw new InterruptedIOException("no answer within " + limit.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
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
                await(SelectionKey.OP_READ);
                int got = channel.read(ByteBuffer.wrap(buffer, offset, count));
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
                var rest = ByteBuffer.wrap(bytes, offset, count);
                while (rest.hasRemaining()) {
                    if (channel.write(rest) == 0) {
                        await(SelectionKey.OP_WRITE);
                    }
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

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
