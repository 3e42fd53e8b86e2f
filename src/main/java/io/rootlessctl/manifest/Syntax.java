package io.rootlessctl.manifest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a value of the file may be. Gets the value as {@link Entries.Entry} has it: {@code String}, {@code Long},
 * {@code Double}, {@code Boolean}, a date, {@code TomlArray} or {@code Entries}.
 *
 * <p>No pattern switches here and in the other classes that every run goes through: their dispatch is compiled when the
 * program runs, which no AOT cache saves.
 */
@FunctionalInterface
interface Syntax<T> {

    Parsed<T> parse(Object value);

    /**
     * @param value empty when it is refused
     * @param allowed what would have been accepted, as it follows the word "allowed"; of no meaning with a value
     */
    record Parsed<T>(Optional<T> value, String allowed) {}

    static <T> Parsed<T> value(T value) {
        return new Parsed<>(Optional.of(value), "");
    }

    static <T> Parsed<T> refused(String allowed) {
        return new Parsed<>(Optional.empty(), allowed);
    }

    Syntax<Boolean> BOOL = value -> value instanceof Boolean bool ? value(bool) : refused("true or false");

    /** A text that {@code parser} accepts; {@code allowed} describes those. */
    static <T> Syntax<T> text(String allowed, Function<String, Optional<T>> parser) {
        return value -> value instanceof String text
                ? parser.apply(text).map(Syntax::value).orElseGet(() -> refused(allowed))
                : refused(allowed);
    }

    static Syntax<String> matching(Pattern pattern, String allowed) {
        return text(allowed, text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    /** @param unit with a leading blank, {@code " bytes"}, or empty */
    static Syntax<Long> number(long min, long max, String unit) {
        var range = (max == Long.MAX_VALUE ? min + " or more" : min + " to " + max) + unit;
        return value -> {
            if (!(value instanceof Long number)) {
                return refused("a number, " + range);
            }
            return number >= min && number <= max ? value(number) : refused(range);
        };
    }

    /** The constants of an enum as {@link Settings#spelled} writes them. */
    static <E extends Enum<E>> Syntax<E> choice(Class<E> type) {
        var constants = new LinkedHashMap<String, E>();
        Arrays.stream(type.getEnumConstants()).forEach(constant -> constants.put(Settings.spelled(constant), constant));
        var allowed = String.join(", ", constants.keySet());
        return text(allowed, text -> Optional.ofNullable(constants.get(text)));
    }

    /** {@code "auto"}, which is empty, or what {@code other} accepts. */
    static <T> Syntax<Optional<T>> orAuto(Syntax<T> other) {
        return value -> {
            if ("auto".equals(value)) {
                return value(Optional.empty());
            }
            var parsed = other.parse(value);
            return new Parsed<>(parsed.value().map(Optional::of), "auto, " + parsed.allowed());
        };
    }
}
