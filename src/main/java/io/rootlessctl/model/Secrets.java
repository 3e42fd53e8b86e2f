package io.rootlessctl.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes out what must not be read over a shoulder or kept in a log: the password of a URL ({@code http://me:pw@proxy}),
 * the value of a JSON member or of a field whose name says that it is a secret ({@code "splunk-token": "..."}). The
 * text may be anybody's log, hence one pass over it, however long and odd it is. Whoever shortens does so afterwards: a
 * secret that is cut is not known for one.
 */
public final class Secrets {
    private static final String MASK = "***";
    private static final Pattern FIELD =
            Pattern.compile("(?i)(?:passw(?:or)?d|secret|token|credential|api[-_]?key)");
    /** Linear: what is between two {@code ://} is looked at for the first of them only. */
    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/\\s:@\"']*+:)[^/\\s\"']+@");

    private Secrets() {}

    public static String masked(String text) {
        return members(URL_PASSWORD.matcher(text).replaceAll("$1" + MASK + "@"));
    }

    /** The value of a field. A JSON object keeps what is not secret in it, whatever the field is called. */
    public static Optional<String> masked(String field, Optional<String> value) {
        return value.map(text -> FIELD.matcher(field).find() && !text.startsWith("{") ? MASK : masked(text));
    }

    /** Whether there is anything to take out of a field's value. */
    public static boolean in(String field, String value) {
        return !masked(field, Optional.of(value)).equals(Optional.of(value));
    }

    /** Each two neighbouring quotation marks may be about a member's name: whatever is around need not be JSON. */
    private static String members(String text) {
        var shown = new StringBuilder();
        int copied = 0;
        int start = text.indexOf('"');
        while (start >= 0) {
            int end = text.indexOf('"', start + 1);
            int value = end < 0 ? -1 : value(text, end + 1);
            if (value >= 0 && FIELD.matcher(text).region(start + 1, end).find()) {
                shown.append(text, copied, value).append(MASK);
                copied = closing(text, value);
                end = text.indexOf('"', Math.min(copied + 1, text.length()));
            }
            start = end;
        }
        return shown.append(text, copied, text.length()).toString();
    }

    /** Where the text of a member's value begins, if after {@code from} come a colon and a quotation mark; else -1. */
    private static int value(String text, int from) {
        int colon = afterBlanks(text, from);
        if (colon == text.length() || text.charAt(colon) != ':') {
            return -1;
        }
        int quote = afterBlanks(text, colon + 1);
        return quote < text.length() && text.charAt(quote) == '"' ? quote + 1 : -1;
    }

    private static int afterBlanks(String text, int from) {
        int index = from;
        while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
            index++;
        }
        return index;
    }

    /** The quotation mark that ends the string; the text's end where somebody has cut it. */
    private static int closing(String text, int from) {
        int index = from;
        while (index < text.length() && text.charAt(index) != '"') {
            index += text.charAt(index) == '\\' ? 2 : 1;
        }
        return Math.min(index, text.length());
    }
}
