package io.rootlessctl.host.linux.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Takes texts apart that end with a NUL each, a character for each byte: there may be more than fit into memory at once. */
final class Records extends OutputStream {
    /** A path has no more than 4096 bytes, and the rest are numbers. */
    private static final int MOST = 16 << 10;

    private final Taker taker;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();

    interface Taker {
        void take(String record) throws IOException;
    }

    Records(Taker taker) {
        this.taker = taker;
    }

    @Override
    public void write(int one) throws IOException {
        if ((byte) one != 0) {
            if (record.size() >= MOST) {
                throw new IOException("find: found a record of more than " + MOST + " bytes, and no file has so long a name");
            }
            record.write(one);
            return;
        }
        taker.take(record.toString(StandardCharsets.ISO_8859_1));
        record.reset();
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            write(bytes[i]);
        }
    }
}
