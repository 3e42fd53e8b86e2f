package io.rootlessctl.render;

import io.rootlessctl.model.PastApply;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The applies of the past, one paragraph each, the last one at the end, where a terminal shows it. */
public final class HistoryText {
    private static final int DIGITS = 12;

    private final Style style;

    private HistoryText(Style style) {
        this.style = style;
    }

    public static String render(List<PastApply> applies, Style style) {
        return applies.isEmpty() ? "No apply is remembered.\n"
                : applies.stream().map(new HistoryText(style)::paragraph).collect(Collectors.joining("\n"));
    }

    private String paragraph(PastApply apply) {
        var lines = new ArrayList<String>();
        lines.add(style.bold(apply.id() + "  " + apply.at().truncatedTo(ChronoUnit.SECONDS) + "  "
                + Shown.line(apply.command())) + "  by " + Shown.line(apply.caller()) + "  " + result(apply));
        apply.manifest().ifPresent(file -> lines.add("    " + Shown.line(file) + apply.sha256()
                .map(digest -> " (sha256 " + Shown.line(digest.substring(0, Math.min(DIGITS, digest.length()))) + "...)")
                .orElse("")));
        apply.changes().forEach(change -> {
            lines.add("    " + ChangeText.line(change, style));
            new DiffText(style).lines(change.diff()).forEach(line -> lines.add("    " + line));
        });
        return String.join("\n", lines) + "\n";
    }

    private String result(PastApply apply) {
        var text = Shown.line(apply.result())
                + (apply.restarts() == 0 ? "" : ", " + Sections.counted(apply.restarts(), "restart"));
        return apply.result().equals("applied") ? style.green(text) : style.yellow(text);
    }
}
