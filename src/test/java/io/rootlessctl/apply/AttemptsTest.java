package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4: what a user's daemon answers while its containers are started again")
class AttemptsTest {
    @Test
    void eachNoteIsCut() {
        var attempts = new Attempts(() -> 0);
        attempts.make("container a", () -> {
            throw new IOException("x".repeat(4 << 20));
        });
        assertEquals(List.of("x".repeat(2000) + "..."), attempts.notes());
    }

    @Test
    void allTogetherHaveOneEnd() {
        var now = new long[1];
        var made = new ArrayList<String>();
        var attempts = new Attempts(() -> now[0]);
        for (var name : List.of("a", "b", "c", "d")) {
            attempts.make("container " + name, () -> {
                made.add(name);
                now[0] += TimeUnit.MINUTES.toNanos(6);
            });
        }
        assertEquals(List.of("a", "b"), made);
        assertEquals(List.of("container c and 1 more: not started, as those before took 10 minutes; start what is missing "
                + "yourself"), attempts.notes());
    }
}
