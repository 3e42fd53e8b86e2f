package io.rootlessctl.edit;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of a command line in a variable, as a shell script takes them that expands it without quotes: parted at
 * blanks, no quoting, the later of two equal ones wins.
 *
 * <pre>--ipv6 --cidr=10.1.0.0/24 -p 127.0.0.1:2376:2376/tcp</pre>
 *
 * An edit leaves the other words, and the blanks between them, as they are.
 */
public record OptionWords(String text) {

    /** @param takesValue whether the next word is its value where it has no {@code =}; else it is {@code true} alone */
    public record Option(String name, boolean takesValue) {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

        public Option {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of an option: " + name);
            }
        }

        private Pattern pattern() {
            var separate = takesValue ? "|\\s+(?<word>[^-\\s]\\S*)" : "";
            return Pattern.compile("(?<!\\S)--?" + name + "(?:=(?<value>\\S*)" + separate + ")?(?!\\S)");
        }
    }

    /** What the option is set to; {@code true} where it stands alone. */
    public Optional<String> value(Option option) {
        return matches(option).results().reduce((_, later) -> later).map(found -> value(option, found));
    }

    /** All values of an option that may be said more than once. */
    public List<String> values(Option option) {
        return matches(option).results().map(found -> value(option, found)).toList();
    }

    /** The option once more, at the end. */
    public OptionWords and(Option option, String value) {
        return new OptionWords(text.isBlank() ? word(option, value) : text.stripTrailing() + " " + word(option, value));
    }

    /** Without the option where it has this value. */
    public OptionWords without(Option option, String value) {
        var rest = matches(option).replaceAll(found ->
                value(option, found).equals(value) ? "" : Matcher.quoteReplacement(found.group()));
        return rest.equals(text) ? this : new OptionWords(rest.replaceAll(" {2,}", " ").strip());
    }

    private static String value(Option option, MatchResult found) {
        if (found.group("value") != null) {
            return found.group("value");
        }
        return option.takesValue() && found.group("word") != null ? found.group("word") : "true";
    }

    /** The option in the place of its last word, or at the end; said once. */
    public OptionWords with(Option option, String value) {
        var word = word(option, value);
        var found = matches(option).results().toList();
        if (found.isEmpty()) {
            return new OptionWords(text.isBlank() ? word : text.stripTrailing() + " " + word);
        }
        var last = found.getLast();
        var after = text.substring(last.end());
        var before = new OptionWords(text.substring(0, last.start())).without(option).text();
        return new OptionWords(before + (before.isEmpty() || before.endsWith(" ") ? "" : " ") + word + after);
    }

    private static String word(Option option, String value) {
        if (value.isEmpty() || value.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("--" + option.name() + ": not one word: " + value);
        }
        return "--" + option.name() + (!option.takesValue() && value.equals("true") ? "" : "=" + value);
    }

    public OptionWords without(Option option) {
        var rest = matches(option).replaceAll("");
        return rest.equals(text) ? this : new OptionWords(rest.replaceAll(" {2,}", " ").strip());
    }

    /** No option at all is left. */
    public boolean isEmpty() {
        return text.isBlank();
    }

    private Matcher matches(Option option) {
        return option.pattern().matcher(text);
    }
}
