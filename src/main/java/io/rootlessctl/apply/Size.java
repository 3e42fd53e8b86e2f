package io.rootlessctl.apply;

import java.util.Locale;

/** Amounts of bytes for people: {@code 512 B}, {@code 1.5 GiB}. */
public final class Size {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private Size() {}

    public static String of(long bytes) {
        double amount = bytes;
        var unit = "B";
        for (int i = 0; i < UNITS.length && amount >= 1024; i++) {
            amount /= 1024;
            unit = UNITS[i];
        }
        return unit.equals("B") ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, unit);
    }
}
