package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.model.Unmanaged;
import io.rootlessctl.model.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The parts that several texts have in common: lines under a heading, none when there is nothing to say. */
final class Sections {
    private final Style style;

    Sections(Style style) {
        this.style = style;
    }

    /** The sections that have lines, a blank line between them and a line end after the last. */
    static String joined(List<List<String>> sections) {
        return sections.stream().filter(section -> !section.isEmpty())
                .map(section -> String.join("\n", section) + "\n").collect(Collectors.joining("\n"));
    }

    List<String> blocked(List<Blocked> entries) {
        var lines = new ArrayList<String>();
        for (var entry : entries) {
            lines.addAll(blocked(entry, new DiffText(style).lines(entry.change().diff()).stream().map(line -> "  " + line)
                    .toList()));
        }
        return headed("Blocked:", lines);
    }

    /** One blocked change with what differs, and what its own user can do about it. */
    List<String> blocked(Blocked entry, List<String> diffs) {
        var lines = new ArrayList<String>();
        var change = entry.change();
        lines.add("  " + style.blockedSign() + " " + style.bold(ChangeText.name(change.address(), change.scope()))
                + "  " + text(entry.why()));
        lines.addAll(diffs);
        if (!change.reason().isEmpty()) {
            lines.add("      " + text(change.reason()));
        }
        change.scope().user().ifPresent(user -> entry.remedy().forEach(
                command -> lines.add("      run as " + user + ": " + Shown.line(command))));
        return lines;
    }

    List<String> remedies(List<Blocked> entries) {
        return headed("To be run by root:", RemedyText.block(entries));
    }

    List<String> foreign(List<ForeignEdit> edits) {
        return headed("Changed by others, and no longer declared:", edits.stream()
                .map(edit -> "  " + ForeignText.line(edit) + "; left alone").toList());
    }

    List<String> warnings(List<Warning> warnings) {
        return headed("Warnings:", warnings.stream().map(warning -> "  "
                + ChangeText.name(warning.address(), warning.scope()) + ": " + text(warning.text())
                + warning.lint().map(id -> " [" + id + "]").orElse("")).toList());
    }

    static List<String> unmanaged(List<Unmanaged> keys) {
        var names = keys.stream().map(key -> Shown.line(key.key() + " (" + owner(key.scope()) + ")"))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? List.of() : List.of("declared, not yet managed: " + names);
    }

    static String owner(Scope scope) {
        return scope.user().orElse("host");
    }

    /** A sentence from elsewhere, in one line. */
    static String text(String sentence) {
        return Shown.sentence(Secrets.masked(sentence));
    }

    /** {@code 1 change}, {@code 2 changes}. */
    static String counted(long count, String noun) {
        var plural = noun.endsWith("s") ? noun + "es" : noun + "s";
        return count + " " + (count == 1 ? noun : plural);
    }

    List<String> headed(String heading, List<String> lines) {
        var section = new ArrayList<String>();
        if (!lines.isEmpty()) {
            section.add(style.bold(heading));
            section.addAll(lines);
        }
        return section;
    }
}
