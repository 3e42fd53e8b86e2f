package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitLine.Assignment;
import io.rootlessctl.edit.UnitLine.Blank;
import io.rootlessctl.edit.UnitLine.Header;
import java.util.List;
import java.util.function.Predicate;

/** Where a new line goes in the sections of a unit file, and what goes with a line that is taken out. */
record UnitSections(Lines lines, List<UnitLine> content) {

    /** A line at the end of the last section of that name; the section is made at the end of the file if need be. */
    String added(String section, String line) {
        int header =
                last(found -> found instanceof Header(var name, _, _) && name.equals(section), content.size());
        if (header < 0) {
            var made = "[" + section + "]";
            var opening = lines.count() == 0 ? List.of(made, line) : List.of("", made, line);
            return lines.insert(lines.count(), opening);
        }
        int end = sectionEnd(header);
        int before = last(found -> !(found instanceof Blank), end);
        // The blank line tells cut() that the bare section was there first.
        var more = before == header ? List.of("", line) : List.of(line);
        return lines.insert(content.get(before).last() + 1, more);
    }

    /** Undoes {@link #added}: with the only line of a section goes its header, unless a blank line parts the two. */
    String cut(Assignment line) {
        int index = content.indexOf(line);
        int header = last(Header.class::isInstance, index);
        int end = sectionEnd(header);
        boolean only = last(found -> !(found instanceof Blank), end) == index
                && last(found -> !(found instanceof Blank), index) == header;
        int first = index;
        if (only) {
            first = index == header + 1 ? header : index - 1;
            first -= first == header && header > 0 && content.get(header - 1) instanceof Blank ? 1 : 0;
        }
        return lines.cut(content.get(first).first(), line.last() + 1);
    }

    /** The index after the last line of the section that {@code header} opens. */
    private int sectionEnd(int header) {
        for (int i = header + 1; i < content.size(); i++) {
            if (content.get(i) instanceof Header) {
                return i;
            }
        }
        return content.size();
    }

    private int last(Predicate<UnitLine> wanted, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (wanted.test(content.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
