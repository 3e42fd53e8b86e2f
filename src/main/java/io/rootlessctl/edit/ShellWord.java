package io.rootlessctl.edit;

import java.util.regex.Pattern;

/**
 * One word of sh without expansions: plain characters, {@code '...'} and {@code "..."} in any mix.
 *
 * @param length how many chars of the source it takes, quotes included
 */
public record ShellWord(String value, int length) {
    /** Characters that mean something to a shell outside quotes, so that the word would not be itself. */
    private static final String SPECIAL = "$`;&|<>()*?[]{}~!";

    /** What is itself in every shell without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    /** As one word of a command that somebody types: in single quotes where it needs them. */
    public static String quoted(Object value) {
        return plain(value.toString()) ? value.toString() : inQuotes(value.toString());
    }

    public static boolean plain(String text) {
        return PLAIN.matcher(text).matches();
    }

    /** In single quotes, as bash and zsh read it, whether it needs them or not. */
    public static String inQuotes(String text) {
        return "'" + withinQuotes(text) + "'";
    }

    /** To be put where single quotes are around it already. */
    public static String withinQuotes(String text) {
        return text.replace("'", "'\\''");
    }

    /** In double quotes, so that sh and systemd's EnvironmentFile= read back the same text. */
    static String inDoubleQuotes(String text) {
        if (text.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
            throw new IllegalArgumentException("not a value of one line: " + text);
        }
        return '"' + text.replaceAll("[\\\\\"$`]", "\\\\$0") + '"';
    }

    /** Reads the word that starts the source; after it only blanks and a comment may follow. */
    static ShellWord read(String source, int line) throws MalformedTextException {
        var out = new StringBuilder();
        char quote = 0;
        int at = 0;
        for (; at < source.length() && (quote != 0 || !blank(source.charAt(at))); at++) {
            char c = source.charAt(at);
            if (c == '\\' && quote != '\'') {
                at = escape(source, at + 1, quote, out, line);
            } else if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
                quote = quote == 0 ? c : 0;
            } else {
                out.append(literal(c, quote, line));
            }
        }
        if (quote != 0) {
            throw MalformedTextException.atLine(line, "found a " + quote + " without the " + quote + " that ends it");
        }
        checkRest(source.substring(at).strip(), line);
        return new ShellWord(out.toString(), at);
    }

    /** Inside double quotes a backslash is itself unless the next character is special there. */
    private static int escape(String source, int at, char quote, StringBuilder out, int line)
            throws MalformedTextException {
        if (at == source.length()) {
            throw MalformedTextException.atLine(line, "found a backslash at the end; write the value on one line");
        }
        if (quote == '"' && "\\\"$`".indexOf(source.charAt(at)) < 0) {
            out.append('\\');
        }
        out.append(source.charAt(at));
        return at;
    }

    private static char literal(char c, char quote, int line) throws MalformedTextException {
        boolean special = quote == 0 ? SPECIAL.indexOf(c) >= 0 : quote == '"' && (c == '$' || c == '`');
        if (special || c == 0 || c == '\r') {
            var found = Character.isISOControl(c) ? "the control character " + (int) c : "'" + c + "'";
            throw MalformedTextException.atLine(
                    line, "found " + found + ", which only a shell could work out; write the value itself, in quotes");
        }
        return c;
    }

    private static void checkRest(String rest, int line) throws MalformedTextException {
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw MalformedTextException.atLine(line, "found more after the value; put values with spaces in quotes");
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
