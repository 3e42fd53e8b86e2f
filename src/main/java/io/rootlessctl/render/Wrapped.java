package io.rootlessctl.render;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Text for a terminal: what is longer than a line goes on in the next one, indented below where it began, and not in the
 * middle of a word at the left edge. What is there to be copied stays in one line: commands, scripts, lines of a log.
 */
public final class Wrapped {
    /** Narrower terminals get lines as they are. */
    private static final int NARROWEST = 30;
    private static final Pattern KEPT = Pattern.compile(
            " *(?:(?:as|run as) [^ :]+(?: [^ :]+)?: |apply: |(?:in )?rootless\\.toml: |log: |\\| |export |set -gx |sudo |\\{|}).*");
    /** Of a list, and what {@link ExplainText} puts before a value: what follows begins where the text does. */
    private static final Pattern NUMBER = Pattern.compile(" *(\\d+\\. )|  ([a-z][a-z. ]{13} )(?=\\S)");
    private static final Pattern SCRIPT = Pattern.compile("sudo sh .*<<'EOF'");
    private static final String END = "EOF";

    private final int width;
    private boolean script;

    private Wrapped(int width) {
        this.width = width;
    }

    /** @param width in columns */
    public static String to(int width, String text) {
        if (width < NARROWEST) {
            return text;
        }
        var wrapped = new Wrapped(width);
        var lines = new StringBuilder();
        text.lines().forEach(line -> lines.append(wrapped.line(line)).append('\n'));
        return text.endsWith("\n") || text.isEmpty() ? lines.toString() : lines.substring(0, lines.length() - 1);
    }

    private String line(String line) {
        var plain = Style.ESCAPES.matcher(line).replaceAll("");
        boolean kept = script || SCRIPT.matcher(plain).matches() || KEPT.matcher(plain).matches();
        script = SCRIPT.matcher(plain).matches() || script && !plain.equals(END);
        return kept || Style.columns(plain) <= width ? line : broken(line, plain);
    }

    private static int width(Matcher begins) {
        return Stream.of(begins.group(1), begins.group(2)).filter(Objects::nonNull).findFirst().orElseThrow().length();
    }

    private String broken(String line, String plain) {
        var number = NUMBER.matcher(plain);
        int begins = plain.length() - plain.stripLeading().length() + (number.lookingAt() ? width(number) : 2);
        var indent = " ".repeat(Math.min(begins, width / 2));
        var lines = new StringBuilder();
        var current = new StringBuilder();
        for (var word : line.stripLeading().split("(?<=\\S)(?=\\s)")) {
            boolean first = lines.isEmpty() && current.isEmpty();
            if (!first && !current.toString().isBlank() && Style.columns(current + word) > width) {
                lines.append(current.toString().stripTrailing()).append('\n');
                current.setLength(0);
                current.append(indent).append(word.stripLeading());
            } else {
                current.append(first ? line.substring(0, line.length() - line.stripLeading().length()) : "").append(word);
            }
        }
        return lines.append(current).toString();
    }
}
