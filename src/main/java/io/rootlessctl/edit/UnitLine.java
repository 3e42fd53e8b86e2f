package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * One logical line of a unit file, {@code first} to {@code last} being its physical lines: an assignment may run over
 * several that end with a backslash, with comment lines between them.
 */
sealed interface UnitLine {
    int first();

    int last();

    record Blank(int first, int last) implements UnitLine {}

    record Header(String section, int first, int last) implements UnitLine {}

    record Assignment(String section, String key, Joined value, int first, int last) implements UnitLine {
        boolean is(String section, String key) {
            return this.section.equals(section) && this.key.equals(key);
        }
    }

    /** A comment, or a line that systemd skips with a warning. */
    record Ignored(int first, int last) implements UnitLine {}

    /** Characters taken from several physical lines, and the place in the text that each was taken from. */
    record Joined(String chars, List<Integer> places) {
        public Joined {
            places = List.copyOf(places);
        }

        Joined from(int start) {
            return new Joined(chars.substring(start), places.subList(start, places.size()));
        }

        Joined to(int end) {
            return new Joined(chars.substring(0, end), places.subList(0, end));
        }

        Joined strip() {
            int end = chars.length();
            while (end > 0 && isBlank(chars.charAt(end - 1))) {
                end--;
            }
            int start = 0;
            while (start < end && isBlank(chars.charAt(start))) {
                start++;
            }
            return to(end).from(start);
        }

        /** Where the characters before {@code index} end in the text; the place after the last of them. */
        int placeAfter(int index) {
            return places.get(index - 1) + 1;
        }

        static Joined of(StringBuilder chars, ArrayList<Integer> places) {
            return new Joined(chars.toString(), places);
        }
    }

    /** systemd's idea of white space. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
