package io.rootlessctl.render;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Text from a host or a file, made fit for one line of a terminal: a control or formatting character, which could move
 * the cursor or turn the line around, comes out as an escape.
 */
public final class Shown {
    /** Longer values lose their middle. */
    static final int LONGEST = 100;
    /** Of words from elsewhere, which may be as long as whoever sends them likes. */
    static final int LONGEST_SENTENCE = 2000;

    private Shown() {}

    public static String line(String text) {
        return text.codePoints().mapToObj(Shown::visible).collect(Collectors.joining());
    }

    /** The line, with its middle cut out beyond {@link #LONGEST} characters. */
    static String shortened(String text) {
        return shortened(text, LONGEST);
    }

    /** The line, with its middle cut out beyond so many characters. */
    static String shortened(String text, int longest) {
        return cut(line(text), longest, longest * 2 / 5);
    }

    /** The line, with its end cut off beyond so many characters. */
    static String begun(String text, int longest) {
        return cut(line(text), longest, 0);
    }

    /** The line, with its middle cut out beyond {@link #LONGEST_SENTENCE} characters. */
    static String sentence(String text) {
        return shortened(text, LONGEST_SENTENCE);
    }

    /** @param tail how many characters of the end stay */
    private static String cut(String shown, int longest, int tail) {
        if (shown.codePointCount(0, shown.length()) <= longest) {
            return shown;
        }
        return shown.substring(0, shown.offsetByCodePoints(0, longest - tail - 1)) + "…"
                + shown.substring(shown.offsetByCodePoints(shown.length(), -tail));
    }

    static List<String> lines(String text) {
        return text.lines().map(Shown::line).toList();
    }

    private static String visible(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> hidden(character) ? escaped(character) : Character.toString(character);
        };
    }

    private static boolean hidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static String escaped(int character) {
        return character < 0x100 ? String.format("\\x%02x", character) : String.format("\\u%04x", character);
    }
}
