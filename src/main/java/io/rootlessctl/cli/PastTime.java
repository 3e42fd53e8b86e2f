package io.rootlessctl.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A time of the past as people write it: how long ago ({@code 10m}, {@code 1h30m}, {@code 2d}), {@code today},
 * {@code yesterday}, or a date, with a time where wanted, in the host's own zone unless another is said.
 */
final class PastTime {
    private static final Pattern AGO = Pattern.compile("-?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?:in)?)?(?:(\\d{1,8})s)?");

    private PastTime() {}

    /** Empty for what is no time. */
    static Optional<Instant> parse(String text, Instant now, ZoneId zone) {
        return ago(text).map(now::minus).or(() -> day(text, now, zone)).or(() -> written(text, zone));
    }

    private static Optional<Duration> ago(String text) {
        var match = AGO.matcher(text);
        if (text.isEmpty() || !match.matches() || text.equals("-")) {
            return Optional.empty();
        }
        var units = new Duration[] {Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1)};
        var sum = Duration.ZERO;
        for (int i = 0; i < units.length; i++) {
            sum = sum.plus(units[i].multipliedBy(match.group(i + 1) == null ? 0 : Long.parseLong(match.group(i + 1))));
        }
        return Optional.of(sum);
    }

    private static Optional<Instant> day(String text, Instant now, ZoneId zone) {
        var today = LocalDate.ofInstant(now, zone);
        return switch (text) {
            case "today" -> Optional.of(today.atStartOfDay(zone).toInstant());
            case "yesterday" -> Optional.of(today.minusDays(1).atStartOfDay(zone).toInstant());
            default -> Optional.empty();
        };
    }

    private static Optional<Instant> written(String text, ZoneId zone) {
        return Stream.<Function<String, Instant>>of(
                        one -> OffsetDateTime.parse(one).toInstant(),
                        one -> LocalDateTime.parse(one.replace(' ', 'T')).atZone(zone).toInstant(),
                        one -> LocalDate.parse(one).atStartOfDay(zone).toInstant())
                .flatMap(form -> tried(form, text).stream()).findFirst();
    }

    private static Optional<Instant> tried(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
