package io.rootlessctl.render;

import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Field differences, {@code field: observed -> desired} with the values aligned. Values of several lines, and long ones
 * that differ only where they would be cut, are listed line by line with signs.
 */
final class DiffText {
    private static final String INDENT = "    ";

    private final Style style;

    DiffText(Style style) {
        this.style = style;
    }

    List<String> lines(List<FieldDiff> diffs) {
        int width = diffs.stream().map(DiffText::label).mapToInt(String::length).max().orElse(0);
        var lines = new ArrayList<String>();
        for (var diff : diffs) {
            var observed = Secrets.masked(diff.field(), diff.observed());
            var desired = Secrets.masked(diff.field(), diff.desired());
            if (inOneLine(observed, desired)) {
                var label = label(diff) + " ".repeat(width - label(diff).length());
                lines.add(INDENT + label + " " + shown(observed) + " -> " + shown(desired)
                        + (observed.equals(desired) ? " (in a secret)" : ""));
            } else {
                lines.add(INDENT + label(diff));
                lines.addAll(listed(ofLines(observed), ofLines(desired)));
            }
        }
        return lines;
    }

    private static String label(FieldDiff diff) {
        return Shown.line(diff.field()) + ":";
    }

    /** Whether both fit into one line, and can be told apart there. */
    boolean inOneLine(Optional<String> observed, Optional<String> desired) {
        boolean several = observed.filter(DiffText::several).or(() -> desired.filter(DiffText::several)).isPresent();
        return !several && (observed.equals(desired) || !shown(observed).equals(shown(desired)));
    }

    /** One value in one line. */
    String value(Optional<String> value) {
        return value.map(text -> text.isEmpty() ? "(empty)" : Shown.shortened(text)).orElse("(absent)");
    }

    /** Both line by line, with signs. */
    List<String> listing(Optional<String> from, Optional<String> to) {
        return listed(ofLines(from), ofLines(to));
    }

    private static boolean several(String value) {
        return value.indexOf('\n') >= 0;
    }

    private String shown(Optional<String> value) {
        return value.map(text -> text.isEmpty() ? style.dim("(empty)") : Shown.shortened(text))
                .orElseGet(() -> style.dim("(absent)"));
    }

    private static List<String> ofLines(Optional<String> value) {
        return value.map(Shown::lines).orElse(List.of());
    }

    /** What both begin and end with is context; between that, the old lines come before the new ones. */
    private List<String> listed(List<String> observed, List<String> desired) {
        int shorter = Math.min(observed.size(), desired.size());
        int head = 0;
        while (head < shorter && observed.get(head).equals(desired.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && observed.get(observed.size() - 1 - tail).equals(desired.get(desired.size() - 1 - tail))) {
            tail++;
        }
        var lines = new ArrayList<String>();
        desired.subList(0, head).forEach(line -> lines.add(listed(" ", line)));
        observed.subList(head, observed.size() - tail).forEach(line -> lines.add(style.red(listed("-", line))));
        desired.subList(head, desired.size() - tail).forEach(line -> lines.add(style.green(listed("+", line))));
        desired.subList(desired.size() - tail, desired.size()).forEach(line -> lines.add(listed(" ", line)));
        return lines;
    }

    private static String listed(String sign, String line) {
        return (INDENT + "  " + sign + " " + line).stripTrailing();
    }
}
