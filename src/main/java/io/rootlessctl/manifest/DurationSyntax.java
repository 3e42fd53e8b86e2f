package io.rootlessctl.manifest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a number and one unit: {@code 500ms}, {@code 60s}, {@code 2m}, {@code 1h}. */
public final class DurationSyntax {
    private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private DurationSyntax() {}

    static Syntax<Duration> between(Duration min, Duration max) {
        var allowed = "a duration of " + written(min) + " to " + written(max) + ", like \"90s\" or \"2m\"";
        return Syntax.text(allowed, text -> parse(text)
                .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0));
    }

    /** Empty where it is none. */
    public static Optional<Duration> parse(String text) {
        var match = SYNTAX.matcher(text);
        return match.matches() ? Optional.of(duration(match)) : Optional.empty();
    }

    private static Duration duration(Matcher match) {
        return Duration.ofMillis(Long.parseLong(match.group(1)) * MILLIS.get(match.group(2)));
    }

    /** In the largest unit that takes it whole: {@code 60s} is {@code 1m}. */
    static String written(Duration duration) {
        long millis = duration.toMillis();
        for (var unit : new String[] {"h", "m", "s"}) {
            if (millis % MILLIS.get(unit) == 0) {
                return millis / MILLIS.get(unit) + unit;
            }
        }
        return millis + "ms";
    }
}
