package io.rootlessctl.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An apply, or a rollback, that is not settled: nobody should believe that the host is as it says, or as it was.
 *
 * @param id its number in the history
 * @param at when it began
 * @param command {@code apply}, {@code rollback 3}
 * @param process who holds the lock; empty when nobody does, or that process cannot be seen
 * @param begun the last step of each scope that it has come to
 * @param confirmBy when it is taken back unless it is confirmed; empty when nobody has asked for that
 */
public record OpenApply(
        long id, Instant at, String command, State state, Optional<Long> process, List<Begun> begun,
        Optional<Instant> confirmBy) {

    public enum State {
        /** At this moment. */
        RUNNING("running"),
        /** It was killed, or the host went down. */
        CUT_OFF("cut-off"),
        /** All is done, and goes back unless somebody confirms it in time. */
        UNCONFIRMED("unconfirmed"),
        /** Nobody has, and it is not back yet. */
        OVERDUE("overdue");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** @param done whether it is known to have ended; if not, it may or may not have happened */
    public record Begun(Address address, Scope scope, Step step, boolean done) {}

    public OpenApply {
        begun = List.copyOf(begun);
    }
}
