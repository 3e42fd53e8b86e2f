package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitWord.Unbalanced;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The escapes of unit files: C's, and {@code \s} for a space. */
final class UnitEscape {
    private static final String SIMPLE = "abfnrtvs\\\"'";
    private static final String MEANING = "\u0007\b\f\n\r\t\u000B \\\"'";

    private UnitEscape() {}

    /** Writes what the escape after the backslash at {@code at - 1} stands for; gives its length in chars. */
    static int read(String value, int at, ByteArrayOutputStream out) throws Unbalanced {
        if (at == value.length()) {
            throw new Unbalanced("found a backslash with nothing after it");
        }
        char c = value.charAt(at);
        if (SIMPLE.indexOf(c) >= 0) {
            out.write(MEANING.charAt(SIMPLE.indexOf(c)));
            return 1;
        }
        return switch (c) {
            case 'x' -> 1 + octet(value, at + 1, 2, 16, out);
            case 'u' -> 1 + point(value, at + 1, 4, out);
            case 'U' -> 1 + point(value, at + 1, 8, out);
            default -> octet(value, at, 3, 8, out);
        };
    }

    private static int octet(String value, int at, int digits, int radix, ByteArrayOutputStream out) throws Unbalanced {
        long number = number(value, at, digits, radix);
        if (number > 0xFF) {
            throw unknown(value, at);
        }
        out.write((int) number);
        return digits;
    }

    private static int point(String value, int at, int digits, ByteArrayOutputStream out) throws Unbalanced {
        long number = number(value, at, digits, 16);
        if (number > Character.MAX_CODE_POINT || Character.getType((int) number) == Character.SURROGATE) {
            throw unknown(value, at);
        }
        out.writeBytes(Character.toString((int) number).getBytes(StandardCharsets.UTF_8));
        return digits;
    }

    private static long number(String value, int at, int digits, int radix) throws Unbalanced {
        long number = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = i < value.length() && value.charAt(i) < 128 ? Character.digit(value.charAt(i), radix) : -1;
            if (digit < 0) {
                throw unknown(value, at);
            }
            number = number * radix + digit;
        }
        if (number == 0) {
            throw unknown(value, at);
        }
        return number;
    }

    private static Unbalanced unknown(String value, int at) {
        int start = value.lastIndexOf('\\', at);
        return new Unbalanced("found '" + value.substring(start, Math.min(value.length(), start + 2))
                + "', which is no escape that systemd knows");
    }
}
