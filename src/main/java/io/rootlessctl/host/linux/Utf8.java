package io.rootlessctl.host.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes as text, without putting replacement characters where the bytes are none. */
final class Utf8 {
    private Utf8() {}

    /**
     * @param text the decoded text, up to the first fault
     * @param fault the offset of the first byte that is not UTF-8, -1 where there is none
     */
    record Decoded(String text, int fault) {}

    static Decoded decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        boolean fault = StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError();
        return new Decoded(out.flip().toString(), fault ? in.position() : -1);
    }
}
