package io.rootlessctl.render;

import java.util.ArrayList;
import java.util.List;

/** A table of texts: each column as wide as its widest cell, two blanks between, none at a line's end. */
final class Columns {
    private Columns() {}

    /** @param rows of equal length, the first with the headings */
    static List<String> lines(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            lines.add("  " + line.toString().stripTrailing());
        }
        return lines;
    }
}
