package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a file of variables, one a line, that a shell may source:
 *
 * <pre>
 * # network
 * DOCKERD_ROOTLESS_ROOTLESSKIT_NET="slirp4netns"
 * export DOCKERD_ROOTLESS_ROOTLESSKIT_MTU='1500'   # measured
 * </pre>
 *
 * Quotes and backslashes mean what they mean to sh. What only a shell could work out, a {@code $NAME} or a command, is
 * refused. Comments, order and other lines survive an edit.
 */
public final class EnvironmentFile {
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");

    private final Lines lines;
    private final List<Variable> variables;

    /** One assignment; {@code start} and {@code end} are the places of its value in the text. */
    private record Variable(String name, String value, int line, int start, int end) {}

    private EnvironmentFile(String text) throws MalformedTextException {
        lines = Lines.of(text);
        variables = new ArrayList<>();
        for (int i = 0; i < lines.count(); i++) {
            if (!lines.blank(i) && !lines.get(i).stripLeading().startsWith("#")) {
                variables.add(variable(i));
            }
        }
    }

    /** @throws MalformedTextException when a line is neither blank, comment nor one plain assignment */
    public static EnvironmentFile parse(String text) throws MalformedTextException {
        return new EnvironmentFile(text);
    }

    public static EnvironmentFile empty() {
        return edited("");
    }

    /** What the file sets; the later of two assignments wins. */
    public SortedMap<String, String> variables() {
        var values = new TreeMap<String, String>();
        variables.forEach(variable -> values.put(variable.name(), variable.value()));
        return values;
    }

    /** The text with one variable set, in its place or on a new last line. */
    public EnvironmentFile with(String name, String value) {
        var word = ShellWord.inDoubleQuotes(value);
        if (!ASSIGNMENT.matcher(name + "=").matches()) {
            throw new IllegalArgumentException("not a variable's name: " + name);
        }
        if (value.equals(variables().get(name))) {
            return this;
        }
        var found = variables.stream().filter(variable -> variable.name().equals(name)).toList();
        return edited(found.isEmpty()
                ? lines.insert(lines.count(), List.of(name + "=" + word))
                : Lines.splice(lines.text(), found.getLast().start(), found.getLast().end(), word));
    }

    /** The text without any assignment of one variable. */
    public EnvironmentFile without(String name) {
        var found = variables.stream().filter(variable -> variable.name().equals(name)).findFirst();
        return found.isEmpty() ? this : edited(lines.cut(found.get().line(), found.get().line() + 1)).without(name);
    }

    public String text() {
        return lines.text();
    }

    @Override
    public String toString() {
        return text();
    }

    private static EnvironmentFile edited(String text) {
        try {
            return new EnvironmentFile(text);
        } catch (MalformedTextException e) {
            throw new IllegalStateException("an edit broke an environment file: " + e.getMessage(), e);
        }
    }

    private Variable variable(int line) throws MalformedTextException {
        Matcher match = ASSIGNMENT.matcher(lines.get(line));
        if (!match.matches()) {
            throw MalformedTextException.atLine(line + 1, "expected NAME=\"value\", a comment or a blank line");
        }
        var word = ShellWord.read(match.group(2), line + 1);
        int start = lines.span(line).start() + match.start(2);
        return new Variable(match.group(1), word.value(), line, start, start + word.length());
    }
}
