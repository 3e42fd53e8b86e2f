package io.rootlessctl.apply;

import io.rootlessctl.model.Action;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.resource.Declaration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What has come of an apply so far. */
final class ApplyProgress {
    final List<Change> applied = new ArrayList<>();
    final List<ApplyResult.Failure> failures = new ArrayList<>();
    /** Users for whom something went wrong: the rest of theirs builds on it, and nothing of the others'. */
    private final Set<String> stuck = new HashSet<>();
    boolean hostStuck;
    int stopped;

    /** Those that may still be made. A user who could not leave may still need what the host no longer gives. */
    List<Change> open(List<Change> changes, Declaration declaration) {
        return hostStuck ? List.of() : changes.stream()
                .filter(change -> about(change, declaration).filter(stuck::contains).isEmpty())
                .filter(change -> !change.scope().equals(Scope.HOST) || change.action() != Action.REMOVE
                        || failures.stream().allMatch(failure -> failure.scope().equals(Scope.HOST)))
                .toList();
    }

    /** @param user whom it concerns alone */
    void failed(ApplyResult.Failure failure, Optional<String> user) {
        failures.add(failure);
        user.ifPresent(stuck::add);
        hostStuck |= user.isEmpty();
    }

    ApplyResult result(Plan plan) {
        return new ApplyResult(plan, applied, failures, restarts(applied) + stopped);
    }

    /** The user whom a change concerns alone; the host's part of a user, as sub-ids, bears the user's name. */
    static Optional<String> about(Change change, Declaration declaration) {
        return change.scope().user().or(() -> Optional.of(change.address().name())
                .filter(name -> declaration.all().stream().anyMatch(entry -> entry.name().equals(name))));
    }

    private static int restarts(List<Change> applied) {
        return (int) applied.stream()
                .filter(change -> change.effect() == Effect.RESTART && change.steps().stream().anyMatch(AwaitReady.class::isInstance))
                .count();
    }
}
