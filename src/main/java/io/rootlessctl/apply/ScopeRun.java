package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.plan.Assessment;
import io.rootlessctl.plan.Defect;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Checks;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The changes of one scope in one apply, under its lock, which it keeps. A user's are one whole; the host's stand each by itself. */
final class ScopeRun {
    private final HostView host;
    private final ApplyListener listener;
    private final Declaration declaration;
    private final Scope scope;
    private final Place place;
    private final StepExecutor executor;
    private final Locks locks;
    private final Journal journal;

    /** @param journal of this apply and scope, which may have had changes before */
    ScopeRun(Place place, ApplyListener listener, Declaration declaration, Locks locks, Journal journal) {
        this.host = place.host();
        this.listener = listener;
        this.declaration = declaration;
        this.scope = place.scope();
        this.place = place;
        this.executor = new StepExecutor(place.writer());
        this.locks = locks;
        this.journal = journal;
    }

    /**
     * @param made the changes that were made and stand
     * @param stopped whether a daemon that ran was stopped for what was taken back then, and started again
     */
    record Outcome(List<Change> made, Optional<Failure> failure, boolean stopped) {}

    Outcome make(List<Change> changes) {
        try {
            locks.hold(place);
            var ledger = new Ledger(place);
            ledger.made(locks.made(scope));
            new Interruption(place).recover(ledger).ifPresent(when -> listener.interrupted(scope, when));
            return make(changes, ledger);
        } catch (IOException | RuntimeException e) {
            // A defect that one user's files bring to light must not keep the others from being served.
            return new Outcome(List.of(), Optional.of(failure(
                    changes.getFirst().address(), Defect.told(scope, e), List.of(), Afterwards.UNTOUCHED)), false);
        }
    }

    /** Makes what an apply that was cut off has done known as ours. */
    Optional<Failure> recover() {
        try {
            locks.hold(place);
            var ledger = new Ledger(place);
            new Interruption(place).recover(ledger).ifPresent(when -> listener.interrupted(scope, when));
            ledger.save();
            place.discardDrafts();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(failure(new Address(Planner.STATE, scope.user().orElse("host")), e.getMessage(), List.of(),
                    Afterwards.UNTOUCHED));
        }
    }

    /**
     * Keeps what needed no change and was not known yet.
     *
     * @return what went wrong, if anything did
     */
    Optional<Failure> remember(List<Planner.Looked> seen) {
        try {
            var last = StateStore.read(host, place.directory(), place.owner()).addresses();
            if (remembered(seen, last).equals(last)) {
                return Optional.empty();
            }
            locks.hold(place);
            var ledger = new Ledger(place);
            ledger.made(locks.made(scope));
            ledger.reset(remembered(seen, ledger.copy()));
            ledger.save();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(failure(new Address(Planner.STATE, scope.user().orElse("host")), e.getMessage()
                    + "; what is declared is so, and not known as ours", List.of(), Afterwards.NOT_RESTORED));
        }
    }

    private static SortedMap<Address, Applied> remembered(List<Planner.Looked> seen, SortedMap<Address, Applied> last) {
        var applied = new TreeMap<>(last);
        for (var looked : seen) {
            if (looked.assessment().converged()) {
                applied.put(looked.address(), looked.assessment().applied().apply(Optional.empty()));
            }
        }
        applied.values().removeIf(entry -> entry.fields().isEmpty());
        return applied;
    }

    private Outcome make(List<Change> changes, Ledger ledger) {
        var atStart = ledger.copy();
        int first = journal.entries().size();
        var seen = host.moment().still();
        var taking = TakingBack.prepared(declaration, place, seen);
        journal.answeredAt(taking.former());
        var made = new ArrayList<Change>();
        for (var planned : changes) {
            var before = ledger.copy();
            try {
                make(planned, seen, ledger).ifPresent(made::add);
                ledger.save();
                seen = host.moment().still();
                if (planned.equals(changes.getLast())) {
                    journal.close(Journal.APPLIED);
                }
            } catch (IOException | RuntimeException e) {
                boolean whole = scope.user().isPresent();
                ledger.reset(whole ? atStart : before);
                var failure = takenBack(taking, planned, e, ledger, first);
                return new Outcome(whole ? List.of() : made, Optional.of(failure), taking.stopped(begun(first)));
            }
        }
        return new Outcome(made, Optional.empty(), false);
    }

    private List<Journal.Entry> begun(int first) {
        var all = journal.entries();
        return all.subList(first, all.size());
    }

    /** A user's systemd looks only when it starts for what another one's start may have given it meanwhile. */
    private static boolean restartsASystemd(Change planned) {
        return !planned.steps().isEmpty() && planned.steps().stream()
                .allMatch(step -> step instanceof Step.HostSystemctl(var verb, _) && verb == Step.Systemctl.Verb.RESTART);
    }

    /**
     * @param now what nothing was changed on since it was first asked
     * @return the change as it was made; empty when there was nothing to change any more
     */
    private Optional<Change> make(Change planned, HostView now, Ledger ledger) throws IOException {
        var address = planned.address();
        var before = look(now, address, ledger);
        if (before.isEmpty() || before.get().converged() && !restartsASystemd(planned)) {
            ledger.put(address, before.map(seen -> seen.applied().apply(Optional.empty())).orElse(Applied.NOTHING));
            return Optional.empty();
        }
        var change = before.get().converged() ? planned : before.get().change().orElseThrow(() ->
                new IOException(address + ": " + before.get().blocked().orElseThrow().why()));
        listener.starting(change);
        var claim = before.get().applied().apply(Optional.of(change));
        journal.begin(address, ledger.at(address), claim);
        ledger.claim(address, claim);
        take(change, claim, ledger);
        // What only has to be read again by the daemon may not yet be; all else is as it is, and asked once.
        var after = change.effect() == Effect.RELOAD ? host : host.moment().still();
        ledger.put(address, look(after, address, ledger)
                .map(seen -> seen.applied().apply(Optional.of(change))).orElse(Applied.NOTHING));
        new Verification(one -> look(after, one, ledger)).require(change);
        new Egress(declaration, host, () -> listener.stopped().isPresent()).require(change);
        journal.made(change);
        listener.done(change);
        return Optional.of(change);
    }

    private void take(Change change, Applied claim, Ledger ledger) throws IOException {
        if (change.steps().stream().anyMatch(Step.AwaitReady.class::isInstance)) {
            ledger.made(madeByDaemon());
        }
        for (var step : change.steps()) {
            if (listener.stopped().isPresent()) {
                throw new IOException(change.address() + ": " + listener.stopped().get());
            }
            var inverse = new Inverse(host).of(step, place.owner());
            journal.intend(change.address(), setting(change, claim), step, inverse);
            executor.execute(step, place.owner());
            ledger.touch(change.address(), step, inverse);
            if (step instanceof Step.MakeDirectory(var path, _)) {
                ledger.made(List.of(path));
            }
            journal.done();
        }
    }

    /** A daemon that starts for the first time makes the directories above its data. */
    private List<Path> madeByDaemon() {
        return declaration.users().stream().filter(user -> user.scope().equals(scope))
                .flatMap(user -> Daemon.madeAtStart(user, host).stream()).toList();
    }

    private static SortedMap<String, String> setting(Change change, Applied claim) {
        var fields = new TreeMap<>(claim.fields());
        fields.keySet().removeIf(field -> change.diff().stream().noneMatch(diff -> diff.field().equals(field)));
        return fields;
    }

    private Optional<Assessment> look(HostView at, Address address, Ledger ledger) {
        return new Planner(at).assess(address, scope, declaration, ledger.view());
    }

    /** @param first the journal's entry that was this run's first */
    private Failure takenBack(TakingBack taking, Change change, Exception cause, Ledger ledger, int first) {
        boolean user = scope.user().isPresent();
        var entries = begun(first).stream()
                .filter(entry -> user || entry.address().equals(change.address())).toList();
        var log = user ? taking.daemonLog() : List.<String>of();
        var told = Defect.told(change.address(), cause);
        if (entries.isEmpty()) {
            return failure(change.address(), told, log, Afterwards.UNTOUCHED);
        }
        listener.rollingBack(scope, place.owner());
        try {
            taking.undo(entries, executor, ledger);
            journal.undone(entries);
            journal.close(Journal.ROLLED_BACK);
            return failure(change.address(), told, log, Afterwards.RESTORED);
        } catch (IOException e) {
            var message = told + "; and taking it back failed too: " + e.getMessage();
            return failure(change.address(), message, log, Afterwards.NOT_RESTORED);
        }
    }

    private Failure failure(Address address, String message, List<String> log, Afterwards afterwards) {
        var places = declaration.users().stream().filter(user -> user.scope().equals(scope)).findFirst()
                .map(Checks::values).orElse(Map.of());
        return new Failure(scope, address, message, log, afterwards, places);
    }
}
