package io.rootlessctl.manifest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a file as text: UTF-8, with or without a byte-order mark, of a size somebody could have written. */
final class SourceText {
    static final int MAX_BYTES = 1 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SourceText() {}

    /** The text; a problem with its line and column, and empty text, when the bytes are not UTF-8 or too many. */
    static String decode(byte[] bytes, Problems problems) {
        if (bytes.length > MAX_BYTES) {
            refuseTooLong(bytes.length, problems);
            return "";
        }
        var input = ByteBuffer.wrap(bytes);
        var output = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        var text = output.flip().toString();
        if (result.isError()) {
            reportBadByte(text, bytes[input.position()], problems);
            return "";
        }
        return text;
    }

    static void refuseTooLong(int length, Problems problems) {
        if (length > MAX_BYTES) {
            problems.add(1, 1, "", "found more than " + MAX_BYTES + " bytes", "1 MiB at the most");
        }
    }

    static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static void reportBadByte(String before, byte bad, Problems problems) {
        var text = withoutMark(before);
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        int lineStart = text.lastIndexOf('\n') + 1;
        int column = 1 + text.codePointCount(lineStart, text.length());
        problems.add(line, column, "", "found byte 0x%02x, which is not UTF-8".formatted(bad), "UTF-8 text");
    }
}
