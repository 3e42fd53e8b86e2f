package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitEnvironment.Variable;
import io.rootlessctl.edit.UnitLine.Assignment;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of a systemd unit file or drop-in, read as systemd reads it:
 *
 * <pre>
 * [Service]
 * # our network
 * Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500" NET=pasta
 * Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--ipv6 -p 1:2
 * </pre>
 *
 * The last line sets the variable to {@code --ipv6} only: without quotes the other words are no assignments, and
 * systemd skips them with a warning. Values are read with {@code %%} as a percent sign and other specifiers as they
 * stand. Edits leave every other line alone.
 */
public final class UnitText {
    /** Each edit reads the text again: a file with thousands of assignments would keep everybody waiting. */
    private static final int MOST_ASSIGNMENTS = 200;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,+@=-]*");

    private final String mark;
    private final Lines lines;
    private final List<UnitLine> content;
    private final UnitSections sections;
    private final UnitEnvironment environment;

    private UnitText(String text) throws MalformedTextException {
        mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        lines = Lines.of(text.substring(mark.length()));
        content = UnitReader.read(lines);
        sections = new UnitSections(lines, content);
        environment = UnitEnvironment.of(content);
    }

    /** @throws MalformedTextException when systemd would refuse the file, or skip a line that an edit has to know */
    public static UnitText parse(String text) throws MalformedTextException {
        var read = new UnitText(text);
        long found = Math.max(read.content.stream().filter(Assignment.class::isInstance).count(),
                read.environment.variables().size());
        if (found > MOST_ASSIGNMENTS) {
            throw MalformedTextException.atLine(1, "found " + found + " assignments in the file, at most " + MOST_ASSIGNMENTS
                    + " are read");
        }
        return read;
    }

    public static UnitText empty() {
        return edited("");
    }

    /** The text as one word of an {@code Environment=} line, in double quotes; percent signs are doubled. */
    public static String quoted(String text) {
        return UnitWord.quoted(text);
    }

    /** The variables that {@code [Service]} sets, as the service would see them. */
    public SortedMap<String, String> environment() {
        return environment.values();
    }

    /** The lines of {@code [Service]} that lose the rest of a value for the want of quotes. */
    public List<UnquotedLine> unquoted() {
        return environment.unquoted();
    }

    /** The text with one variable set: in the place where it is set now, or on a line of its own. */
    public UnitText withEnvironment(String name, String value) {
        if (!UnitWord.NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a variable that systemd takes: " + name);
        }
        if (value.equals(environment().get(name))) {
            return this;
        }
        var assigned = environment.of(name);
        return assigned.isEmpty()
                ? edited(mark + sections.added("Service", "Environment=" + quoted(name + "=" + value)))
                : edited(mark + replaced(assigned.getLast(), name + "=" + value));
    }

    /** The text without any assignment of one variable; a line that assigned nothing else goes as a whole. */
    public UnitText withoutEnvironment(String name) {
        var assigned = environment.of(name);
        if (assigned.isEmpty()) {
            return this;
        }
        var last = assigned.getLast();
        var shorter = last.alone() ? sections.cut(last.line()) : UnitWords.without(lines.text(), last);
        return edited(mark + shorter).withoutEnvironment(name);
    }

    /** The last value of a key, unparsed, continuation lines joined; may be empty text. */
    public Optional<String> value(String section, String key) {
        return assignments(section, key).reduce((_, later) -> later).map(found -> found.value().chars());
    }

    /** The text with one key set: the last assignment of it is changed, or a line is added. */
    public UnitText with(String section, String key, String value) {
        var line = key + "=" + value;
        if (!value.equals(value.strip()) || value.contains("\n") || value.contains("\r") || value.endsWith("\\")) {
            throw new IllegalArgumentException("not one line of a unit file: " + line);
        }
        var found = assignments(section, key).reduce((_, later) -> later);
        if (found.isEmpty()) {
            return edited(mark + sections.added(section, line));
        }
        var old = found.get().value();
        return old.chars().equals(value) ? this : edited(mark + revalued(found.get(), value));
    }

    /** The text without any assignment of one key. */
    public UnitText without(String section, String key) {
        var found = assignments(section, key).findFirst();
        return found.isEmpty() ? this : edited(mark + sections.cut(found.get())).without(section, key);
    }

    /** Nothing is set: only blank lines, comments and empty sections are left. */
    public boolean blank() {
        return content.stream().noneMatch(Assignment.class::isInstance);
    }

    public String text() {
        return mark + lines.text();
    }

    @Override
    public String toString() {
        return text();
    }

    private Stream<Assignment> assignments(String section, String key) {
        return content.stream()
                .filter(Assignment.class::isInstance)
                .map(Assignment.class::cast)
                .filter(assignment -> assignment.is(section, key));
    }

    private static UnitText edited(String text) {
        try {
            return new UnitText(text);
        } catch (MalformedTextException e) {
            throw new IllegalStateException("an edit broke a unit file: " + e.getMessage(), e);
        }
    }

    /** A word without quotes stays so when its new value needs none. */
    private String replaced(Variable variable, String assignment) {
        int start = variable.start();
        int end = UnitWords.endOfMeant(lines.text(), variable);
        boolean plain = PLAIN.matcher(lines.text().substring(start, end)).matches()
                && PLAIN.matcher(assignment).matches();
        return Lines.splice(lines.text(), start, end, plain ? assignment : quoted(assignment));
    }

    private String revalued(Assignment line, String value) {
        if (line.value().chars().isEmpty()) {
            int end = lines.span(line.last()).end();
            return Lines.splice(lines.text(), end, end, value);
        }
        int start = line.value().places().getFirst();
        return Lines.splice(lines.text(), start, line.value().placeAfter(line.value().chars().length()), value);
    }
}
