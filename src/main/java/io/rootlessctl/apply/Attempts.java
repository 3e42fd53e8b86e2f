package io.rootlessctl.apply;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What is tried one after the other, with a note of each that fails. All of it goes through the user's daemon, which may
 * say what it likes and take as long as it likes: so there is one end for all, and of each note only the beginning.
 */
final class Attempts {
    static final Duration TOGETHER = Duration.ofMinutes(10);
    private static final int MOST = 2000;

    private final LongSupplier clock;
    private final long since;
    private final List<String> notes = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    interface Attempt {
        void make() throws IOException;
    }

    /** @param clock in nanoseconds */
    Attempts(LongSupplier clock) {
        this.clock = clock;
        this.since = clock.getAsLong();
    }

    void make(String subject, Attempt attempt) {
        if (clock.getAsLong() - since > TOGETHER.toNanos()) {
            left.add(subject);
            return;
        }
        try {
            attempt.make();
        } catch (IOException problem) {
            notes.add(cut(String.valueOf(problem.getMessage())));
        }
    }

    List<String> notes() {
        var all = new ArrayList<>(notes);
        if (!left.isEmpty()) {
            all.add(cut(left.getFirst()) + (left.size() == 1 ? "" : " and " + (left.size() - 1) + " more")
                    + ": not started, as those before took " + TOGETHER.toMinutes() + " minutes; start what is missing yourself");
        }
        return List.copyOf(all);
    }

    private static String cut(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST) + "...";
    }
}
