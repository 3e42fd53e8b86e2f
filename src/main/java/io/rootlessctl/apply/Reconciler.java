package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings a host to what is declared. Every change is looked at again right before it is made, because what was made
 * before it may have brought it along, and right after it, because a step that went well is no proof. What fails for
 * one user, or on the host for that user alone, keeps nobody else waiting; what fails on the host itself does, for all
 * build on it.
 */
public final class Reconciler {
    /** A user that is created brings changes of its own; nothing brings a third round. */
    private static final int ROUNDS = 3;

    private final HostView host;
    private final HostWriter writer;
    private final StateStore store;
    private final ApplyListener listener;
    private final Occasion occasion;
    private final Map<Scope, Journal> journals = new HashMap<>();
    private final Locks locks = new Locks();
    private long number;

    public Reconciler(
            HostView host, HostWriter writer, StateStore store, ApplyListener listener, Occasion occasion) {
        this.host = host;
        this.writer = writer;
        this.store = store;
        this.listener = listener;
        this.occasion = occasion;
    }

    /** @param declarations gives the declaration anew each time, for users may have been created meanwhile */
    public ApplyResult apply(Supplier<Declaration> declarations) {
        return apply(declarations, host);
    }

    /** @param early the host as it was a moment ago, when nobody had been asked: what is planned first is planned from that */
    public ApplyResult apply(Supplier<Declaration> declarations, HostView early) {
        try (locks) {
            return rounds(declarations, early);
        }
    }

    private ApplyResult rounds(Supplier<Declaration> declarations, HostView early) {
        var progress = new ApplyProgress();
        var foreign = new LinkedHashSet<ForeignEdit>();
        boolean asEarly = !takeOver(declarations.get(), progress);
        for (int round = 0; ; round++) {
            var declaration = declarations.get();
            var survey = new Planner(asEarly && round == 0 ? early : host).survey(declaration, store.read(declaration));
            // An edit that is not ours any more is forgotten with the change of its address; it is told all the same.
            foreign.addAll(survey.plan().foreign());
            var plan = survey.plan().withForeign(List.copyOf(foreign));
            ask(survey, declaration, progress.failures);
            var open = progress.open(plan.changes(), declaration);
            if (round == 0 || !open.isEmpty()) {
                listener.planned(plan);
            }
            if (open.isEmpty()) {
                if (progress.failures.isEmpty() && !declaration.leaves()) {
                    remember(survey, declaration, progress.failures);
                }
                return progress.result(plan);
            }
            if (round == ROUNDS) {
                progress.failures.add(restless(open.getFirst()));
                return progress.result(plan);
            }
            hold(open, declaration, progress);
            open = progress.open(open, declaration);
            if (!open.isEmpty() && !declaration.leaves()) {
                rememberUsers(survey, declaration, progress.failures);
            }
            for (var changes : batches(open)) {
                make(changes, declaration, progress);
            }
        }
    }

    private void make(List<Change> changes, Declaration declaration, ApplyProgress progress) {
        var left = progress.open(changes, declaration);
        while (!left.isEmpty()) {
            var outcome = run(declaration, left.getFirst().scope()).make(left);
            progress.applied.addAll(outcome.made());
            progress.stopped += outcome.stopped() ? 1 : 0;
            if (outcome.failure().isEmpty()) {
                return;
            }
            var failure = outcome.failure().get();
            int failed = left.stream().map(Change::address).toList().indexOf(failure.address());
            progress.failed(failure, ApplyProgress.about(left.get(failed), declaration));
            progress.hostStuck |= listener.stopped().isPresent();
            left = progress.open(left.subList(failed + 1, left.size()), declaration);
        }
    }

    /**
     * What was cut off becomes known before anything is planned: whatever it has done is ours.
     *
     * @return whether something was, which may have ended a daemon
     */
    private boolean takeOver(Declaration declaration, ApplyProgress progress) {
        boolean any = false;
        for (var scope : StateStore.scopes(declaration)) {
            var place = Place.of(scope, declaration, host, writer);
            if ((host.root() || scope.user().isPresent()) && (new Interruption(place).left() || !place.drafts().isEmpty())) {
                any = true;
                new ScopeRun(place, listener, declaration, locks, new Journal(place, 0, 0, occasion)).recover()
                        .ifPresent(failure -> progress.failed(failure, scope.user()));
            }
        }
        return any;
    }

    /** Of all that is to be changed, before the apply gets its number and anything is done. */
    private void hold(List<Change> changes, Declaration declaration, ApplyProgress progress) {
        for (var scope : changes.stream().map(Change::scope).distinct().toList()) {
            try {
                locks.hold(Place.of(scope, declaration, host, writer));
            } catch (IOException e) {
                var first = changes.stream().filter(change -> change.scope().equals(scope)).findFirst().orElseThrow();
                progress.failed(new ApplyResult.Failure(scope, first.address(), e.getMessage(), List.of(),
                        ApplyResult.Afterwards.UNTOUCHED), scope.user());
            }
        }
    }

    /** What is over for a user who has left. */
    Optional<ApplyResult.Failure> forget(Declaration declaration) {
        try (locks) {
            var survey = new Planner(host).survey(declaration, store.read(declaration));
            return run(declaration, Scope.HOST).remember(survey.looked().stream()
                    .filter(looked -> looked.scope().equals(Scope.HOST)).toList());
        }
    }

    private ScopeRun run(Declaration declaration, Scope scope) {
        var place = Place.of(scope, declaration, host, writer);
        if (!journals.containsKey(scope)) {
            journals.put(scope, new Journal(place, number(declaration), journals.size() + 1, occasion));
        }
        return new ScopeRun(place, listener, declaration, locks, journals.get(scope));
    }

    private long number(Declaration declaration) {
        if (number == 0) {
            number = History.next(StateStore.scopes(declaration).stream()
                    .map(scope -> Place.of(scope, declaration, host, writer)).toList());
        }
        return number;
    }

    /** Changes of one scope that follow one another in the plan. */
    private static List<List<Change>> batches(List<Change> changes) {
        var batches = new ArrayList<List<Change>>();
        for (var change : changes) {
            if (batches.isEmpty() || !batches.getLast().getFirst().scope().equals(change.scope())) {
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(change);
        }
        return batches;
    }

    /** Before anything is done for them: whoever takes it back, also after a crash, has to know for whom it was. */
    private void rememberUsers(Planner.Survey survey, Declaration declaration, List<ApplyResult.Failure> failures) {
        var users = survey.looked().stream().filter(_ -> host.root())
                .filter(looked -> looked.address().kind().equals(StateStore.USER)).toList();
        run(declaration, Scope.HOST).remember(users).ifPresent(failures::add);
    }

    /** Before anybody is told what root is to do: once that is done, it is not seen any more what was there before. */
    private void ask(Planner.Survey survey, Declaration declaration, List<ApplyResult.Failure> failures) {
        for (var user : host.root() || declaration.leaves() ? List.<Declaration.User>of() : declaration.users()) {
            var requests = new Requests(Place.of(user.scope(), declaration, host, writer));
            requests.add(survey.looked(), store.roots(), locks).ifPresent(failures::add);
        }
    }

    /** What already was as declared becomes ours too: declaring a field is owning it. */
    private void remember(Planner.Survey survey, Declaration declaration, List<ApplyResult.Failure> failures) {
        var seen = new LinkedHashMap<Scope, List<Planner.Looked>>();
        survey.looked().stream()
                .filter(looked -> looked.scope().user().isPresent() || host.root())
                .filter(looked -> !looked.address().kind().equals(Planner.STATE))
                .forEach(looked -> seen.computeIfAbsent(looked.scope(), _ -> new ArrayList<>()).add(looked));
        seen.forEach((scope, looked) -> run(declaration, scope).remember(looked).ifPresent(failures::add));
    }

    private static ApplyResult.Failure restless(Change change) {
        return new ApplyResult.Failure(change.scope(), change.address(), "not as declared again right after it was made so; "
                + "something else on this host sets it", List.of(), ApplyResult.Afterwards.NOT_RESTORED);
    }
}
