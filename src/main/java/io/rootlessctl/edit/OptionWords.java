package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

        /** What follows the option's name in this word: nothing, or a value after {@code =}; empty where the word is another. */
        private Optional<String> after(String word) {
            int dashes = word.startsWith("--") ? 2 : word.startsWith("-") ? 1 : 0;
            return Optional.of(word).filter(_ -> dashes > 0 && word.startsWith(name, dashes))
                    .map(_ -> word.substring(dashes + name.length())).filter(rest -> rest.isEmpty() || rest.startsWith("="));
        }
    }

    /** A word, or an option with what is its value: the text from {@code start} up to {@code end}. */
    private record Found(int start, int end, String value) {}

    /** What the option is set to; {@code true} where it stands alone. */
    public Optional<String> value(Option option) {
        return values(option).stream().reduce((_, later) -> later);
    }

    /** All values of an option that may be said more than once. */
    public List<String> values(Option option) {
        return found(option).stream().map(Found::value).toList();
    }

    /** The option once more, at the end. */
    public OptionWords and(Option option, String value) {
        return new OptionWords(text.isBlank() ? word(option, value) : text.stripTrailing() + " " + word(option, value));
    }

    /** Without the option where it has this value. */
    public OptionWords without(Option option, String value) {
        return without(found(option).stream().filter(found -> found.value().equals(value)).toList());
    }

    public OptionWords without(Option option) {
        return without(found(option));
    }

    private OptionWords without(List<Found> gone) {
        if (gone.isEmpty()) {
            return this;
        }
        var rest = new StringBuilder();
        int kept = 0;
        for (var found : gone) {
            rest.append(text, kept, found.start());
            kept = found.end();
        }
        return new OptionWords(rest.append(text, kept, text.length()).toString().replaceAll(" {2,}", " ").strip());
    }

    /** The option in the place of its last word, or at the end; said once. */
    public OptionWords with(Option option, String value) {
        var word = word(option, value);
        var found = found(option);
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

    /** No option at all is left. */
    public boolean isEmpty() {
        return text.isBlank();
    }

    private List<Found> found(Option option) {
        var words = words();
        var all = new ArrayList<Found>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            var after = option.after(word.value());
            if (after.isPresent()) {
                boolean alone = after.get().isEmpty();
                boolean separate = alone && option.takesValue() && i + 1 < words.size()
                        && !words.get(i + 1).value().startsWith("-");
                i += separate ? 1 : 0;
                all.add(new Found(word.start(), words.get(i).end(),
                        separate ? words.get(i).value() : alone ? "true" : after.get().substring(1)));
            }
        }
        return all;
    }

    private List<Found> words() {
        var all = new ArrayList<Found>();
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || blank(text.charAt(end))) {
                if (end > start) {
                    all.add(new Found(start, end, text.substring(start, end)));
                }
                start = end + 1;
            }
        }
        return all;
    }

    private static boolean blank(char character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }
}
