package io.rootlessctl.render;

import io.rootlessctl.manifest.KeyReference;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.plan.Portrait;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code explain} prints for people of a known cause, an address, or a key of rootless.toml. */
public final class ExplainText {
    private static final int LABEL = 15;

    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private ExplainText(Style style, String subject) {
        this.style = style;
        lines.add(style.bold(Shown.line(subject)));
    }

    /** @param cause with its places filled in */
    public static String of(Cause cause, Style style) {
        var text = new ExplainText(style, cause.code() + ": " + cause.what());
        text.paragraph(cause.why());
        text.labelled("told by", toldBy(cause.told()));
        text.labelled("when", cause.atStart() ? "the daemon does not start" : "at any time");
        text.labelled("about", cause.kind() + ": " + Purpose.of(cause.kind()));
        cause.asRoot().forEach(command -> text.labelled("as root", command));
        cause.asUser().forEach(command -> text.labelled("as the user", command));
        cause.key().ifPresent(key -> text.labelled("rootless.toml", key));
        text.labelled("apply", !cause.apply() ? "does not mend it"
                : cause.key().isPresent() ? "mends it once that is declared" : "mends it");
        text.labelled("versions", cause.versions());
        text.labelled("source", cause.source());
        return text.joined();
    }

    private static String toldBy(Cause.Told told) {
        if (told.nothing()) {
            return "nothing but this page";
        }
        var log = told.log().map(pattern -> "a line of the daemon's log with " + pattern.pattern());
        return told.plan().isPresent() ? log.map(text -> text + "; a plan").orElse("a plan")
                : log.orElse("a look at the host");
    }

    /**
     * The fields as a table, or, on a terminal that is too narrow for it, one below the other.
     *
     * @param columns of the terminal; 0 where there is none
     */
    public static String of(Portrait portrait, Style style, int columns) {
        var text = new ExplainText(style, ChangeText.name(portrait.address(), portrait.scope()));
        text.paragraph(Purpose.of(portrait.address().kind()));
        portrait.problem().ifPresent(problem -> text.labelled("problem", Secrets.masked(problem)));
        if (!portrait.fields().isEmpty()) {
            text.lines.add("");
            text.lines.addAll(fields(rows(portrait), columns));
        }
        if (!portrait.requires().isEmpty()) {
            text.lines.add("");
            text.labelled("needs", portrait.requires().stream().map(Address::toString).collect(Collectors.joining(", ")));
        }
        return text.joined();
    }

    private static List<String> fields(List<List<String>> rows, int columns) {
        var table = Columns.lines(rows);
        if (columns == 0 || table.stream().allMatch(line -> line.length() <= columns)) {
            return table;
        }
        var names = rows.getFirst();
        var stacked = new ArrayList<String>();
        for (var row : rows.subList(1, rows.size())) {
            stacked.add("  " + row.getFirst());
            for (int i = 1; i < row.size(); i++) {
                stacked.add(String.format("    %-" + LABEL + "s%s", names.get(i).toLowerCase(Locale.ROOT), row.get(i)));
            }
        }
        return stacked;
    }

    private static List<List<String>> rows(Portrait portrait) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("FIELD", "OBSERVED", "DESIRED", "LAST APPLIED"));
        portrait.fields().forEach(field -> rows.add(List.of(Shown.line(field.name()), value(field, field.observed()),
                value(field, field.desired()), value(field, field.lastApplied()))));
        return rows;
    }

    private static String value(Portrait.Field field, Optional<String> value) {
        return Secrets.masked(field.name(), value).map(Shown::shortened).orElse("-");
    }

    /** @param kinds what manages the key */
    public static String of(KeyReference key, List<String> kinds, Style style) {
        var text = new ExplainText(style, key.key());
        text.paragraph(key.text());
        text.labelled("type", key.type());
        text.labelled("values", String.join(", ", key.values()));
        key.standard().ifPresent(value -> text.labelled("default", value));
        text.labelled("example", String.join("; ", key.examples()));
        text.labelled("managed by", String.join(", ", kinds));
        text.labelled("keys", String.join(", ", key.below()));
        return text.joined();
    }

    private void paragraph(String sentence) {
        if (!sentence.isEmpty()) {
            lines.add("  " + Sections.text(sentence));
        }
    }

    private void labelled(String label, String value) {
        if (!value.isEmpty()) {
            lines.add("  " + style.dim(label + " ".repeat(LABEL - label.length())) + Shown.line(value));
        }
    }

    private String joined() {
        return String.join("\n", lines) + "\n";
    }
}
