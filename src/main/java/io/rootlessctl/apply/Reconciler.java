package io.rootlessctl.apply;

import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings a host to what is declared. Every change is looked at again right before it is made, because what was made
 * before it may have brought it along, and right after it, because a step that went well is no proof.
 */
public final class Reconciler {
    /** A user that is created brings changes of its own; nothing brings a third round. */
    private static final int ROUNDS = 3;

    private final HostView host;
    private final HostWriter writer;
    private final StateStore store;
    private final ApplyListener listener;

    public Reconciler(HostView host, HostWriter writer, StateStore store, ApplyListener listener) {
        this.host = host;
        this.writer = writer;
        this.store = store;
        this.listener = listener;
    }

    /**
     * @param declarations gives the declaration anew each time, for users may have been created meanwhile
     * @throws IOException when nothing could be begun: state unreadable, lock held by somebody else
     */
    public ApplyResult apply(Supplier<Declaration> declarations) throws IOException {
        var applied = new ArrayList<Change>();
        var failures = new ArrayList<ApplyResult.Failure>();
        for (int round = 0; ; round++) {
            var declaration = declarations.get();
            var last = store.read(declaration);
            var survey = new Planner(host).survey(declaration, last);
            var plan = survey.plan();
            boolean done = plan.changes().isEmpty();
            if (round == 0 || !done && failures.isEmpty()) {
                listener.planned(plan);
            }
            if (done) {
                remember(survey, declaration, last);
            }
            if (done || !failures.isEmpty()) {
                return new ApplyResult(plan, applied, failures, restarts(applied));
            }
            if (round == ROUNDS) {
                throw new IOException(plan.changes().getFirst().address() + ": not as declared again right after it was "
                        + "made so; something else on this host sets it");
            }
            apply(plan, declaration, last, applied, failures);
        }
    }

    private void apply(
            Plan plan, Declaration declaration, LastApplied last, List<Change> applied,
            List<ApplyResult.Failure> failures) throws IOException {
        for (var scope : scopes(plan).entrySet()) {
            var run = new ScopeRun(host, writer, store, listener, declaration, scope.getKey());
            try (HostLock _ = run.lock()) {
                var failure = run.make(scope.getValue(), last);
                if (failure.isEmpty()) {
                    applied.addAll(run.made());
                } else {
                    failures.add(failure.get());
                    if (scope.getKey().equals(Scope.HOST)) {
                        applied.addAll(run.made());
                        return;
                    }
                }
            }
        }
    }

    /** The host's changes first, then each user's, each group in its own order. */
    private static Map<Scope, List<Change>> scopes(Plan plan) {
        var scopes = new LinkedHashMap<Scope, List<Change>>();
        plan.changes().forEach(change -> scopes.computeIfAbsent(change.scope(), _ -> new ArrayList<>()).add(change));
        return scopes;
    }

    /** What already was as declared becomes ours too: declaring a field is owning it. */
    private void remember(Planner.Survey survey, Declaration declaration, LastApplied last) throws IOException {
        var seen = new LinkedHashMap<Scope, List<Planner.Looked>>();
        survey.looked().stream()
                .filter(looked -> looked.scope().user().isPresent() || host.root())
                .forEach(looked -> seen.computeIfAbsent(looked.scope(), _ -> new ArrayList<>()).add(looked));
        for (var scope : seen.entrySet()) {
            new ScopeRun(host, writer, store, listener, declaration, scope.getKey()).remember(scope.getValue(), last);
        }
    }

    private static int restarts(List<Change> applied) {
        return (int) applied.stream()
                .filter(change -> change.effect() == Effect.RESTART).count();
    }
}
