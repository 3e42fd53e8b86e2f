package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitLine.Assignment;
import io.rootlessctl.edit.UnitLine.Blank;
import io.rootlessctl.edit.UnitLine.Header;
import io.rootlessctl.edit.UnitLine.Ignored;
import io.rootlessctl.edit.UnitLine.Joined;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a unit file into logical lines as systemd's configuration parser does: continuation lines are joined with a
 * space, comment lines inside them are dropped, sections may repeat. Stricter in one thing: an assignment before any
 * section, and a file that ends inside a continuation, are refused where systemd guesses.
 */
final class UnitReader {
    private final Lines lines;
    private String section;

    private UnitReader(Lines lines) {
        this.lines = lines;
    }

    static List<UnitLine> read(Lines lines) throws MalformedTextException {
        var reader = new UnitReader(lines);
        var found = new ArrayList<UnitLine>();
        reader.refuseForeignLineEnds();
        for (int next = 0; next < lines.count(); next = found.getLast().last() + 1) {
            found.add(reader.line(next));
        }
        return List.copyOf(found);
    }

    /** To systemd these two end a line as well; a file that has them is not what it looks like. */
    private void refuseForeignLineEnds() throws MalformedTextException {
        for (int i = 0; i < lines.count(); i++) {
            boolean nul = lines.get(i).indexOf('\0') >= 0;
            if (nul || lines.get(i).indexOf('\r') >= 0) {
                throw MalformedTextException.atLine(
                        i + 1, "found a " + (nul ? "NUL character" : "carriage return") + " inside the line");
            }
        }
    }

    private UnitLine line(int first) throws MalformedTextException {
        if (lines.blank(first)) {
            return new Blank(first, first);
        }
        if (comment(first)) {
            return new Ignored(first, first);
        }
        var chars = new StringBuilder();
        var places = new ArrayList<Integer>();
        int last = join(first, chars, places);
        var joined = Joined.of(chars, places).strip();
        if (joined.chars().startsWith("[")) {
            return header(joined.chars(), first, last);
        }
        return joined.chars().isEmpty() ? new Ignored(first, last) : assignment(joined, first, last);
    }

    private int join(int first, StringBuilder chars, ArrayList<Integer> places) throws MalformedTextException {
        for (int i = first; i < lines.count(); i++) {
            if (i > first && comment(i)) {
                continue;
            }
            add(i, chars, places);
            if (!continues(chars)) {
                return i;
            }
            chars.setCharAt(chars.length() - 1, ' ');
        }
        throw MalformedTextException.atLine(first + 1, "found a backslash that continues past the end of the file");
    }

    private void add(int index, StringBuilder chars, ArrayList<Integer> places) {
        var text = lines.get(index);
        chars.append(text);
        for (int i = 0; i < text.length(); i++) {
            places.add(lines.span(index).start() + i);
        }
    }

    private static boolean continues(CharSequence chars) {
        int start = chars.length();
        while (start > 0 && chars.charAt(start - 1) == '\\') {
            start--;
        }
        return (chars.length() - start) % 2 == 1;
    }

    private boolean comment(int index) {
        var text = lines.get(index).stripLeading();
        return text.startsWith("#") || text.startsWith(";");
    }

    private Header header(String text, int first, int last) throws MalformedTextException {
        if (!text.endsWith("]")) {
            throw MalformedTextException.atLine(first + 1, "found '" + text + "', expected a section such as [Service]"
                    + " and nothing after it");
        }
        section = text.substring(1, text.length() - 1);
        return new Header(section, first, last);
    }

    private UnitLine assignment(Joined line, int first, int last) throws MalformedTextException {
        int equals = line.chars().indexOf('=');
        var key = equals < 0 ? line.chars() : line.to(equals).strip().chars();
        if (section == null) {
            throw MalformedTextException.atLine(
                    first + 1, "found '" + key + "' before any section; systemd ignores it, move it below [Service]");
        }
        return equals < 1
                ? new Ignored(first, last)
                : new Assignment(section, key, line.from(equals + 1).strip(), first, last);
    }
}
