package io.rootlessctl.model;

/** The permissions of a file as chmod takes them. */
public final class Octal {
    private static final int DIGITS = 4;

    private Octal() {}

    /** {@code 0755}: four digits or more. Not by a format: this is part of every plan, and a format's first use takes longest. */
    public static String of(int mode) {
        var digits = Integer.toOctalString(mode);
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }
}
