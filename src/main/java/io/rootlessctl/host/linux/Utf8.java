package io.rootlessctl.host.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes as text, without putting replacement characters where the bytes are none. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /**
     * @param text the decoded text, up to the first fault
     * @param fault the offset of the first byte that is not UTF-8, -1 where there is none
     */
    record Decoded(String text, int fault) {}

    static Decoded decode(byte[] bytes) {
        // The quick way to a text does not tell where a fault is.
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? new Decoded(text, -1) : carefully(bytes);
    }

    private static Decoded carefully(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        boolean fault = StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError();
        return new Decoded(out.flip().toString(), fault ? in.position() : -1);
    }
}
