package io.rootlessctl.resource;

import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Step;
import java.util.List;
import java.util.Optional;

/**
 * A kind's answer to a list of differences.
 *
 * @param reason one line for the reader of a plan; may be empty
 * @param hindrance why the steps must not be taken, by anyone or for now
 */
public record Proposal(List<Step> steps, Effect effect, String reason, Optional<Hindrance> hindrance) {

    /** @param remedy commands that lift it, one per element; empty when there is none to give */
    public record Hindrance(String why, List<String> remedy) {}

    public Proposal {
        steps = List.copyOf(steps);
    }

    public static Proposal of(Step... steps) {
        return new Proposal(List.of(steps), Effect.NONE, "", Optional.empty());
    }

    public static Proposal of(List<Step> steps) {
        return new Proposal(steps, Effect.NONE, "", Optional.empty());
    }

    public static Proposal hindered(String why, String... remedy) {
        return new Proposal(List.of(), Effect.NONE, "", Optional.of(new Hindrance(why, List.of(remedy))));
    }

    public Proposal costing(Effect dearer) {
        return new Proposal(steps, dearer, reason, hindrance);
    }

    public Proposal because(String text) {
        return new Proposal(steps, effect, text, hindrance);
    }

    /** The same steps, shown but not to be taken. */
    public Proposal butNot(String why, String... remedy) {
        return new Proposal(steps, effect, reason, Optional.of(new Hindrance(why, List.of(remedy))));
    }
}
