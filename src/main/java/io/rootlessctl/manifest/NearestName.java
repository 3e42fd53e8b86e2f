package io.rootlessctl.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name somebody meant: the one with the fewest letters inserted, dropped, changed or swapped. */
public final class NearestName {
    private NearestName() {}

    /** Empty when even the nearest name differs in more than a third of its letters. */
    public static Optional<String> of(String name, Collection<String> names) {
        return names.stream()
                .filter(other -> Math.abs(other.length() - name.length()) <= tolerance(other))
                .min(Comparator.comparingInt((String other) -> distance(name, other)).thenComparing(other -> other))
                .filter(other -> distance(name, other) <= tolerance(other));
    }

    private static int tolerance(String name) {
        return Math.max(1, (name.length() + 1) / 3);
    }

    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(int[][] rows, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(rows[i - 1][j - 1] + change, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
