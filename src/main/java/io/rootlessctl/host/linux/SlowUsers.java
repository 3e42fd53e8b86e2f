package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Users whose programs kept this process waiting for nothing. A run asks several times, and root's run serves many: such
 * a user is not asked again for a while, and so costs the others one wait and not one at each question.
 */
final class SlowUsers {
    static final Duration LEFT_ALONE = Duration.ofMinutes(2);
    /** Shorter than any of the time limits. */
    static final Duration SLOW = Duration.ofSeconds(15);

    private final LongSupplier clock;
    private final Map<Long, Long> slow = new ConcurrentHashMap<>();

    /** @param clock nanoseconds */
    SlowUsers(LongSupplier clock) {
        this.clock = clock;
    }

    /** The answer of a program of the user's, or that it was not asked. */
    <T> Observation<T> ask(Account user, String subject, Supplier<Observation<T>> look) {
        var since = slow.get(user.uid());
        if (since != null && since(since).compareTo(LEFT_ALONE) < 0) {
            return new Observation.Unreadable<>(subject,
                    "not asked, for a program of " + user.name() + "'s did not answer in time a moment ago");
        }
        long start = clock.getAsLong();
        var answer = look.get();
        if (answer.obstacle().isPresent() && since(start).compareTo(SLOW) >= 0) {
            slow.put(user.uid(), clock.getAsLong());
        }
        return answer;
    }

    private Duration since(long moment) {
        return Duration.ofNanos(clock.getAsLong() - moment);
    }
}
