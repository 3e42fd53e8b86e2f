package io.rootlessctl.render;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One page of the manual, in the macros of man(7) that groff and mandoc share. In text {@code `...`} stands for what is
 * typed as it is, and comes out bold.
 */
public final class Roff {
    /** Both want no longer lines in a source, and both fill the text anew. */
    private static final int WIDTH = 76;
    private static final Pattern TYPED = Pattern.compile("`([^`]*)`");
    /** A hyphen of an option, which is a minus: otherwise it could not be searched for, or copied. */
    private static final Pattern MINUS = Pattern.compile("(?<![A-Za-z0-9)])-");

    private final StringBuilder page = new StringBuilder();

    /** @param source what the page belongs to, with its version */
    public Roff(String title, int section, LocalDate date, String source) {
        page.append(".TH \"").append(plain(title.toUpperCase(Locale.ROOT)).replace("-", "\\-")).append("\" ").append(section)
                .append(' ').append(date).append(" \"").append(plain(source)).append("\" \"rootlessctl\"\n")
                // Names and paths are to be found and copied whole.
                .append(".nh\n");
    }

    public void section(String title) {
        page.append(".SH ").append(plain(title)).append('\n');
    }

    public void subsection(String title) {
        page.append(".SS \"").append(typed(title)).append("\"\n");
    }

    public void name(String name, String summary) {
        section("NAME");
        fill(typed(name) + " \\- " + text(summary));
    }

    public void paragraph(String text) {
        written(text(text));
    }

    /** A paragraph with its fonts, as {@link #bold} and {@link #italic} give them. */
    public void written(String text) {
        begin();
        fill(text);
    }

    /** A heading begins a paragraph by itself. */
    private void begin() {
        var last = page.substring(page.lastIndexOf("\n", page.length() - 2) + 1);
        if (!last.startsWith(".SH ") && !last.startsWith(".SS ")) {
            page.append(".PP\n");
        }
    }

    /** @param words each kept whole, with its fonts, as {@link #bold} and {@link #italic} give them */
    public void synopsis(List<String> words) {
        section("SYNOPSIS");
        page.append(".ad l\n");
        fill(String.join(" ", words));
        page.append(".ad b\n");
    }

    /** @param term with its fonts, as {@link #bold} and {@link #italic} give it */
    public void tagged(String term, String text) {
        page.append(".TP\n").append(guarded(term)).append('\n');
        fill(text(text));
    }

    /** Lines as they are. */
    public void example(List<String> lines) {
        begin();
        page.append(".RS 4\n.EX\n");
        lines.forEach(line -> page.append(guarded(typed(line))).append('\n'));
        page.append(".EE\n.RE\n");
    }

    public static String bold(String typed) {
        return "\\fB" + typed(typed) + "\\fR";
    }

    public static String italic(String placeholder) {
        return "\\fI" + typed(placeholder) + "\\fR";
    }

    @Override
    public String toString() {
        return page.toString();
    }

    private void fill(String text) {
        var line = new StringBuilder();
        for (var word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                page.append(guarded(line.toString())).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        page.append(guarded(line.toString())).append('\n');
    }

    private static String text(String text) {
        var result = new StringBuilder();
        var matcher = TYPED.matcher(text);
        int end = 0;
        while (matcher.find()) {
            result.append(MINUS.matcher(plain(text.substring(end, matcher.start()))).replaceAll("\\\\-"));
            result.append(bold(matcher.group(1)));
            end = matcher.end();
        }
        return result.append(MINUS.matcher(plain(text.substring(end))).replaceAll("\\\\-")).toString();
    }

    private static String typed(String text) {
        return plain(text).replace("-", "\\-");
    }

    /** Every character stands for itself, on terminals of any encoding and in the arguments of macros. */
    private static String plain(String text) {
        var result = new StringBuilder();
        text.codePoints().forEach(character -> result.append(switch (character) {
            case '\\' -> "\\e";
            case '"' -> "\\(dq";
            case '\'' -> "\\(aq";
            case '`' -> "\\(ga";
            case '^' -> "\\(ha";
            case '~' -> "\\(ti";
            default -> character < 0x7f ? Character.toString(character) : String.format("\\[u%04X]", character);
        }));
        return result.toString();
    }

    /** A line that begins with a dot would be a macro. */
    private static String guarded(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }
}
