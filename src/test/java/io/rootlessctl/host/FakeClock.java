package io.rootlessctl.host;

import io.rootlessctl.model.ProcessId;
import java.time.Duration;
import java.time.Instant;

/** Time and process numbers, the same in every run: a look costs nothing, whatever happens takes ten seconds. */
final class FakeClock {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final long TICKS_PER_STEP = 1000;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long ticks = 5000;
    private long pid = 1000;
    private long namespace = 4_026_532_000L;

    Instant now() {
        return now;
    }

    void step() {
        pass(STEP);
    }

    void pass(Duration time) {
        now = now.plus(time);
        ticks += TICKS_PER_STEP * time.dividedBy(STEP);
    }

    ProcessId process() {
        pid++;
        return new ProcessId(pid, ticks);
    }

    String namespace(String type) {
        namespace++;
        return type + ":[" + namespace + "]";
    }
}
