package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:30:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-11-22T08:28:30Z", "10m, 2026-11-22T08:20:00Z", "-10min, 2026-11-22T08:20:00Z",
        "1h30m, 2026-11-22T07:00:00Z", "3d, 2026-11-19T08:30:00Z",
        "today, 2026-11-21T23:00:00Z", "yesterday, 2026-11-20T23:00:00Z", "2026-11-22, 2026-11-21T23:00:00Z",
        "2026-11-22T08:30, 2026-11-22T07:30:00Z", "2026-11-22 08:30:15, 2026-11-22T07:30:15Z",
        "2026-11-22T08:30:00Z, 2026-11-22T08:30:00Z", "2026-11-22T08:30:00+02:00, 2026-11-22T06:30:00Z"})
    void understandsHowPeopleWrite(String text, Instant time) {
        assertEquals(Optional.of(time), PastTime.parse(text, NOW, ZONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "soon", "10", "5m3h", "2026-13-01", "99999999999s"})
    void takesNothingElse(String text) {
        assertEquals(Optional.empty(), PastTime.parse(text, NOW, ZONE));
    }
}
