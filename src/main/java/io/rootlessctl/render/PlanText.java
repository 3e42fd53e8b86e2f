package io.rootlessctl.render;

import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan for a reader: the changes of the host, then of each user, with the steps in the order in which they are taken;
 * then what is blocked, what somebody else did, and one line that sums it up.
 */
public final class PlanText {
    private final Style style;

    private PlanText(Style style) {
        this.style = style;
    }

    /** The whole plan, its last line the summary; ends with a line end. */
    public static String render(Plan plan, Style style) {
        return new PlanText(style).text(plan);
    }

    /** What an apply is about to do, without what it will say at its end. */
    public static String changes(Plan plan, Style style) {
        var text = new PlanText(style);
        var sections = new ArrayList<List<String>>();
        byScope(plan.changes()).forEach((scope, changes) -> sections.add(text.group(scope, changes)));
        sections.add(text.end(plan));
        return Sections.joined(sections);
    }

    /** A script for root's sh that lifts what is blocked on the host; empty when there is nothing to run. */
    public static String remedies(Plan plan) {
        return RemedyText.script(plan.blocked());
    }

    private String text(Plan plan) {
        var shared = new Sections(style);
        var sections = new ArrayList<List<String>>();
        byScope(plan.changes()).forEach((scope, changes) -> sections.add(group(scope, changes)));
        sections.add(shared.blocked(plan.blocked()));
        sections.add(shared.remedies(plan.blocked()));
        sections.add(shared.foreign(plan.foreign()));
        sections.add(shared.warnings(plan.warnings()));
        sections.add(Sections.unmanaged(plan.unmanaged()));
        sections.add(end(plan));
        return Sections.joined(sections);
    }

    private static Map<Scope, List<Change>> byScope(List<Change> changes) {
        var groups = new LinkedHashMap<Scope, List<Change>>();
        changes.forEach(change -> groups.computeIfAbsent(change.scope(), _ -> new ArrayList<>()).add(change));
        return groups;
    }

    private List<String> group(Scope scope, List<Change> changes) {
        var lines = new ArrayList<String>();
        lines.add(style.bold(Shown.line(Sections.owner(scope))) + ":");
        changes.forEach(change -> lines.addAll(entry(change)));
        return lines;
    }

    private List<String> entry(Change change) {
        var lines = new ArrayList<String>();
        lines.add("  " + ChangeText.inScope(change, style));
        new DiffText(style).lines(change.diff()).forEach(line -> lines.add("  " + line));
        if (!change.reason().isEmpty()) {
            lines.add("      " + Sections.text(change.reason()));
        }
        int number = 1;
        for (var step : StepText.describe(change.steps())) {
            lines.add("      " + style.dim(number++ + ". " + Secrets.masked(step)));
        }
        return lines;
    }

    private List<String> end(Plan plan) {
        var lines = new ArrayList<String>();
        if (style.on() && !plan.converged()) {
            lines.add("+ create   ~ update   - remove   ! blocked");
        }
        lines.add(style.bold(summary(plan)));
        return lines;
    }

    private static String summary(Plan plan) {
        if (plan.converged()) {
            return "Converged: nothing to do.";
        }
        var parts = new ArrayList<String>();
        parts.add(Sections.counted(plan.changes().size(), "change"));
        for (var effect : Effect.values()) {
            long count = plan.changes().stream().filter(change -> change.effect() == effect).count();
            if (effect != Effect.NONE && count > 0) {
                parts.add(Sections.counted(count, effect.toString()));
            }
        }
        if (!plan.blocked().isEmpty()) {
            parts.add(plan.blocked().size() + " blocked");
        }
        return "Plan: " + String.join(", ", parts) + ".";
    }
}
