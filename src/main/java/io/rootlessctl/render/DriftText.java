package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What differs between the host and the file, and who moved: somebody on the host since the last apply, or the file.
 * Nothing at all when nothing differs, so that cron has no mail to send.
 */
public final class DriftText {
    private final Style style;

    private DriftText(Style style) {
        this.style = style;
    }

    /** Nothing when all is as declared: cron mails what is printed. */
    public static String render(Plan plan, Style style) {
        return plan.asDeclared() ? "" : new DriftText(style).text(plan);
    }

    private String text(Plan plan) {
        var shared = new Sections(style);
        var diffs = new DiffText(style, DriftText::who);
        var changes = new ArrayList<String>();
        plan.changes().forEach(change -> {
            changes.add(ChangeText.line(change, style));
            changes.addAll(diffs.lines(change.diff()));
        });
        var blocked = new ArrayList<String>();
        plan.blocked().forEach(entry -> blocked.addAll(shared.blocked(entry, diffs)));
        return Sections.joined(List.of(
                changes, shared.headed("Blocked:", blocked), shared.foreign(plan.foreign()), List.of(summary(plan))));
    }

    private static String who(FieldDiff diff) {
        return diff.drifted() ? "(changed on the host since the last apply)" : "(not applied yet)";
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
