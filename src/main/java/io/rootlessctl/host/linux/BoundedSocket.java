package io.rootlessctl.host.linux;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import jnr.unixsocket.UnixSocket;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/** Ends the conversation at a moment, however slowly the other side keeps sending. */
final class BoundedSocket extends UnixSocket {
    private final UnixSocketChannel channel;
    private final Duration read;
    private final long end;

    BoundedSocket(UnixSocketChannel channel, Duration read, long end) {
        super(channel);
        this.channel = channel;
        this.read = read;
        this.end = end;
    }

    /** The last wait ends with the conversation. */
    private void limitWait() throws IOException {
        var left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
            throw new InterruptedIOException("the answer took too long");
        }
        if (left.compareTo(read) < 0) {
            channel.setOption(UnixSocketOptions.SO_RCVTIMEO, (int) Math.max(1, left.toMillis()));
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                limitWait();
                int got = super.read(buffer, offset, count);
                if (got == 0 && count > 0) {
                    // jnr-unixsocket's word for a wait that was as long as SO_RCVTIMEO.
                    throw new InterruptedIOException("no answer within " + read.toMillis() + " ms");
                }
                return got;
            }
        };
    }
}
