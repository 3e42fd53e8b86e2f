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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        var plan = Plan.EMPTY;
        for (int round = 0; round < ROUNDS && failures.isEmpty(); round++) {
            var declaration = declarations.get();
            var last = store.read(declaration);
            plan = new Planner(host).plan(declaration, last);
            if (round == 0 || !plan.changes().isEmpty()) {
                listener.planned(plan);
            }
            if (plan.changes().isEmpty()) {
                remember(declaration, last, applied, failures);
                break;
            }
            apply(plan, declaration, last, applied, failures);
        }
        return new ApplyResult(plan, applied, failures, restarts(applied));
    }

    private void apply(
            Plan plan, Declaration declaration, LastApplied last, List<Change> applied,
            List<ApplyResult.Failure> failures) throws IOException {
        for (var scope : scopes(plan).entrySet()) {
            var run = new ScopeRun(host, writer, store, listener, declaration, scope.getKey());
            var failure = made(run, scope.getKey(), scope.getValue(), last, !applied.isEmpty() || !failures.isEmpty());
            failure.ifPresent(failures::add);
            boolean onHost = scope.getKey().equals(Scope.HOST);
            if (failure.isEmpty() || onHost) {
                applied.addAll(run.made());
            }
            if (failure.isPresent() && onHost) {
                return;
            }
        }
    }

    /** @param begun whether there is a result to tell already, which an exception would lose */
    private static Optional<ApplyResult.Failure> made(
            ScopeRun run, Scope scope, List<Change> changes, LastApplied last, boolean begun) throws IOException {
        try (HostLock _ = run.lock()) {
            return run.make(changes, last);
        } catch (IOException e) {
            if (!begun) {
                throw e;
            }
            return Optional.of(new ApplyResult.Failure(scope, changes.getFirst(), e.getMessage(), List.of(), true));
        }
    }

    /** The host's changes first, then each user's, each group in its own order. */
    private static Map<Scope, List<Change>> scopes(Plan plan) {
        var scopes = new LinkedHashMap<Scope, List<Change>>();
        plan.changes().forEach(change -> scopes.computeIfAbsent(change.scope(), _ -> new ArrayList<>()).add(change));
        return scopes;
    }

    private void remember(
            Declaration declaration, LastApplied last, List<Change> applied, List<ApplyResult.Failure> failures)
            throws IOException {
        try {
            remember(declaration, last);
        } catch (IOException e) {
            if (applied.isEmpty()) {
                throw e;
            }
            var newest = applied.getLast();
            failures.add(new ApplyResult.Failure(newest.scope(), newest, e.getMessage()
                    + "; everything was applied, but what was so before is not known as ours", List.of(), false));
        }
    }

    /** What already was as declared becomes ours too: declaring a field is owning it. */
    private void remember(Declaration declaration, LastApplied last) throws IOException {
        var scopes = new HashMap<Scope, List<Planner.Looked>>();
        new Planner(host).look(declaration, last).stream()
                .filter(looked -> looked.assessment().converged())
                .filter(looked -> looked.scope().user().isPresent() || host.root())
                .forEach(looked -> scopes.computeIfAbsent(looked.scope(), _ -> new ArrayList<>()).add(looked));
        for (var scope : scopes.entrySet()) {
            new ScopeRun(host, writer, store, listener, declaration, scope.getKey()).remember(scope.getValue(), last);
        }
    }

    private static int restarts(List<Change> applied) {
        return (int) applied.stream()
                .filter(change -> change.effect() == Effect.RESTART).count();
    }
}
