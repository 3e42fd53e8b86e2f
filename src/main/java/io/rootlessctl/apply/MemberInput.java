package io.rootlessctl.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream, which leaves the file's own position alone. */
final class MemberInput extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    MemberInput(FileChannel channel, long offset, long size) {
        this.channel = channel;
        this.at = offset;
        this.end = offset + size;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (at >= end) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
        if (count < 0) {
            throw new IOException("the archive ended while it was read");
        }
        at += count;
        return count;
    }
}
