package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What differs, in two columns: what somebody has changed on the host since the last apply, and what an apply would
 * change; one below the other where a terminal is too narrow for both. Nothing at all when nothing differs, so that cron
 * has no mail to send.
 */
public final class DriftText {
    private static final String SINCE = "changed since the last apply";
    private static final String APPLY = "apply will change";
    private static final String NOTHING = "-";
    private static final String LISTED = "as listed";
    private static final String INDENT = "    ";
    /** A wider one pushes its own line's second column to the right, and not all of them. */
    private static final int WIDEST = 48;

    private final Style style;
    private final DiffText diffs;
    private final int columns;
    private boolean stacked;
    private int fields;
    private int since = SINCE.length();

    private DriftText(Style style, int columns) {
        this.style = style;
        this.columns = columns;
        this.diffs = new DiffText(style);
    }

    /**
     * Nothing when all is as declared: cron mails what is printed.
     *
     * @param columns of the terminal; 0 where there is none
     */
    public static String render(Plan plan, Style style, int columns) {
        return plan.asDeclared() ? "" : new DriftText(style, columns).text(plan);
    }

    private String text(Plan plan) {
        var rows = DriftRow.of(plan);
        rows.forEach(this::measure);
        stacked = columns > 0 && rows.stream().anyMatch(row -> Style.columns(line(row)) > columns || heading().length() > columns);
        var shared = new Sections(style);
        var changes = new ArrayList<String>();
        plan.changes().forEach(change -> {
            changes.add(ChangeText.line(change, style));
            changes.addAll(lines(DriftRow.of(change, false)));
        });
        var blocked = new ArrayList<String>();
        plan.blocked().forEach(entry -> blocked.addAll(
                shared.blocked(entry, lines(DriftRow.of(entry.change(), true)))));
        var foreign = new ArrayList<String>();
        plan.foreign().forEach(edit -> {
            foreign.add("  " + ChangeText.name(edit.address(), edit.scope()));
            foreign.addAll(lines(List.of(DriftRow.of(edit))));
        });
        return Sections.joined(List.of(
                rows.isEmpty() || stacked ? List.of() : List.of(style.bold(heading())),
                changes, shared.headed("Blocked:", blocked),
                shared.headed("Changed by others, no longer declared, and left alone:", foreign), List.of(summary(plan))));
    }

    private String heading() {
        return " ".repeat(INDENT.length() + fields + 1) + padded(SINCE, since) + "   " + APPLY;
    }

    private String line(DriftRow row) {
        return INDENT + padded(label(row), fields) + " " + padded(since(row), since) + "   "
                + row.apply().map(this::move).orElse(NOTHING);
    }

    private void measure(DriftRow row) {
        fields = Math.max(fields, label(row).length());
        since = Math.max(since, Math.min(WIDEST, Style.columns(since(row))));
    }

    private static String label(DriftRow row) {
        return Shown.line(row.field()) + ":";
    }

    private String since(DriftRow row) {
        return row.since().map(this::move).orElse(NOTHING);
    }

    private String move(DriftRow.Move move) {
        return !diffs.inOneLine(move.from(), move.to()) ? LISTED : diffs.value(move.from()) + " -> " + diffs.value(move.to())
                + (move.from().equals(move.to()) ? " (in a secret)" : "");
    }

    private List<String> lines(List<DriftRow> rows) {
        var lines = new ArrayList<String>();
        for (var row : rows) {
            if (stacked) {
                lines.add(INDENT + Shown.line(row.field()));
                below(row.since(), SINCE).ifPresent(lines::add);
                below(row.apply(), APPLY).ifPresent(lines::add);
            } else {
                lines.add(line(row));
            }
            listed(row.since(), SINCE).forEach(lines::add);
            listed(row.apply(), APPLY).forEach(lines::add);
        }
        return lines;
    }

    private Optional<String> below(Optional<DriftRow.Move> move, String column) {
        return move.map(this::move).filter(text -> !text.equals(LISTED))
                .map(text -> INDENT + "  " + padded(column + ":", SINCE.length() + 1) + " " + text);
    }

    private List<String> listed(Optional<DriftRow.Move> move, String column) {
        var lines = new ArrayList<String>();
        move.filter(values -> move(values).equals(LISTED)).ifPresent(values -> {
            lines.add(INDENT + "  " + style.dim(column + ":"));
            diffs.listing(values.from(), values.to()).forEach(lines::add);
        });
        return lines;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - Style.columns(text)));
    }

    /** {@code drift: 3 fields at 2 addresses, 1 blocked}, of a plan that is not as declared. */
    static String summary(Plan plan) {
        if (plan.converged()) {
            return "drift: " + Sections.counted(plan.foreign().size(), "field") + " no longer declared";
        }
        var all = Stream.concat(plan.changes().stream(), plan.blocked().stream().map(Blocked::change)).toList();
        int fields = all.stream().mapToInt(Change::fields).sum();
        var text = "drift: " + Sections.counted(fields, "field") + " at " + Sections.counted(all.size(), "address");
        return plan.blocked().isEmpty() ? text : text + ", " + plan.blocked().size() + " blocked";
    }
}
