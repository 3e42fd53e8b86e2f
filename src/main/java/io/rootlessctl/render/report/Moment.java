package io.rootlessctl.render.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time as pages show them: to the minute, in UTC, {@code 2026-11-22 08:31 UTC}. They sort as texts. */
final class Moment {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Moment() {}

    static String shown(Instant moment) {
        return FORM.format(moment);
    }

    /** A text that is no point in time stays as it is. */
    static String shown(String text) {
        try {
            return shown(Instant.parse(text));
        } catch (DateTimeException notOne) {
            return text;
        }
    }
}
