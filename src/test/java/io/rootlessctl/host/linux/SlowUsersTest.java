package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I9: whoever keeps root waiting costs the others one wait")
class SlowUsersTest {
    private static final Account ALICE = new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/sh"));
    private static final Account BOB = new Account("bob", 1001, 1001, Path.of("/home/bob"), Path.of("/bin/sh"));
    private static final Observation<String> TIMED_OUT = new Observation.Unreadable<>("shell", "did not end within 20 s");

    private final AtomicLong now = new AtomicLong(-5);
    private final SlowUsers users = new SlowUsers(now::get);

    @Test
    @DisplayName("who did not answer in time is left alone, is named, and gets another try later; others are asked")
    void leftAlone() {
        assertEquals(TIMED_OUT, asked(ALICE, SlowUsers.SLOW, TIMED_OUT));
        var next = asked(ALICE, Duration.ZERO, Observation.present("answer"));
        assertTrue(next.obstacle().orElseThrow().contains("a program of alice's did not answer in time"), next::toString);
        assertEquals(Observation.present("answer"), asked(BOB, Duration.ZERO, Observation.present("answer")));
        now.addAndGet(SlowUsers.LEFT_ALONE.toNanos());
        assertEquals(Observation.present("answer"), asked(ALICE, Duration.ZERO, Observation.present("answer")));
    }

    @Test
    @DisplayName("an answer that takes long and one that is a quick refusal are no reason")
    void askedAgain() {
        asked(ALICE, SlowUsers.SLOW, Observation.present("late"));
        asked(ALICE, Duration.ofSeconds(1), TIMED_OUT);
        assertEquals(Observation.present("answer"), asked(ALICE, Duration.ZERO, Observation.present("answer")));
    }

    private Observation<String> asked(Account user, Duration taking, Observation<String> answer) {
        return users.ask(user, "shell", () -> {
            now.addAndGet(taking.toNanos());
            return answer;
        });
    }
}
