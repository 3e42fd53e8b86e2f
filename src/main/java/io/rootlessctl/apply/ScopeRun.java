package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Assessment;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The changes of one scope in one apply, under its lock. A user's are one whole; the host's stand each by itself. */
final class ScopeRun {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeRun.class);
    private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(5);

    private final HostView host;
    private final HostWriter writer;
    private final StateStore store;
    private final ApplyListener listener;
    private final Declaration declaration;
    private final Scope scope;
    private final Account as;
    private final Path directory;
    private final StepExecutor executor;
    private final Journal journal;

    ScopeRun(
            HostView host, HostWriter writer, StateStore store, ApplyListener listener, Declaration declaration,
            Scope scope) {
        this.host = host;
        this.writer = writer;
        this.store = store;
        this.listener = listener;
        this.declaration = declaration;
        this.scope = scope;
        this.as = StateStore.account(scope, declaration, host);
        this.directory = StateStore.directory(scope, declaration);
        this.executor = new StepExecutor(writer);
        this.journal = new Journal(writer, directory, as, host.caller().name());
    }

    /** @param made the changes that were made and stand */
    record Outcome(List<Change> made, Optional<Failure> failure) {}

    Outcome make(List<Change> changes) {
        try (HostLock _ = lock()) {
            var ledger = new Ledger(writer, store, declaration, scope, as);
            new Interruption(host, directory, as).recover(ledger).ifPresent(when -> listener.interrupted(scope, when));
            return make(changes, ledger);
        } catch (IOException | RuntimeException e) {
            // A defect that one user's files bring to light must not keep the others from being served.
            return new Outcome(List.of(), Optional.of(failure(
                    changes.getFirst().address(), e.getMessage(), List.of(), Afterwards.UNTOUCHED)));
        }
    }

    /**
     * Keeps what needed no change and was not known yet.
     *
     * @return what went wrong, if anything did
     */
    Optional<Failure> remember(List<Planner.Looked> seen) {
        try {
            var last = store.read(scope, declaration);
            if (remembered(seen, last).equals(last)) {
                return Optional.empty();
            }
            try (HostLock _ = lock()) {
                var ledger = new Ledger(writer, store, declaration, scope, as);
                ledger.reset(remembered(seen, ledger.copy()));
                ledger.save();
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.of(failure(new Address(Planner.STATE, scope.user().orElse("host")), e.getMessage()
                    + "; what is declared is so, and not known as ours", List.of(), Afterwards.NOT_RESTORED));
        }
    }

    private static SortedMap<Address, Applied> remembered(List<Planner.Looked> seen, SortedMap<Address, Applied> last) {
        var applied = new TreeMap<>(last);
        for (var looked : seen) {
            if (looked.assessment().converged()) {
                var now = looked.assessment().applied().apply(Optional.empty());
                applied.put(looked.address(), now);
            }
        }
        applied.values().removeIf(entry -> entry.fields().isEmpty());
        return applied;
    }

    private HostLock lock() throws IOException {
        makeDirectories();
        var holder = host.caller().name() + ", process " + ProcessHandle.current().pid() + ", since " + Instant.now();
        return writer.lock(directory.resolve("lock"), holder, as);
    }

    private Outcome make(List<Change> changes, Ledger ledger) {
        var atStart = ledger.copy();
        var taking = TakingBack.prepared(host, declaration, scope, as);
        var made = new ArrayList<Change>();
        for (var planned : changes) {
            var before = ledger.copy();
            try {
                make(planned, ledger).ifPresent(made::add);
                ledger.save();
                if (planned.equals(changes.getLast())) {
                    journal.close("applied");
                }
            } catch (IOException | RuntimeException e) {
                boolean whole = scope.user().isPresent();
                ledger.reset(whole ? atStart : before);
                return new Outcome(whole ? List.of() : made, Optional.of(takenBack(taking, planned, e, ledger)));
            }
        }
        return new Outcome(made, Optional.empty());
    }

    /** @return the change as it was made; empty when there was nothing to change any more */
    private Optional<Change> make(Change planned, Ledger ledger) throws IOException {
        var address = planned.address();
        var before = look(address, ledger);
        if (before.isEmpty() || before.get().converged()) {
            ledger.put(address, before.map(seen -> seen.applied().apply(Optional.empty())).orElse(Applied.NOTHING));
            return Optional.empty();
        }
        var change = before.get().change().orElseThrow(() ->
                new IOException(address + ": " + before.get().blocked().orElseThrow().why()));
        listener.starting(change);
        for (var step : change.steps()) {
            journal.intend(address, setting(change), step, new Inverse(host).of(step, as));
            executor.execute(step, as);
            journal.done();
        }
        var applied = before.get().applied().apply(Optional.of(change));
        ledger.keepFormer(address, applied.notes());
        if (applied.created()) {
            ledger.markCreated(address);
        }
        ledger.put(address, look(address, ledger)
                .map(seen -> seen.applied().apply(Optional.of(change))).orElse(Applied.NOTHING));
        verify(change, ledger);
        listener.done(change);
        return Optional.of(change);
    }

    private static SortedMap<String, String> setting(Change change) {
        var fields = new TreeMap<String, String>();
        change.diff().forEach(diff -> diff.desired().ifPresent(value -> fields.put(diff.field(), value)));
        return fields;
    }

    private Optional<Assessment> look(Address address, Ledger ledger) {
        return new Planner(host).assess(address, scope, declaration, ledger.view());
    }

    /** A daemon takes a moment to read its settings again; everything else has happened when its step is over. */
    private void verify(Change change, Ledger ledger) throws IOException {
        var address = change.address();
        if (change.effect() == Effect.RELOAD) {
            reloaded(address, ledger);
        }
        var after = look(address, ledger);
        if (after.isPresent() && !after.get().converged()) {
            var left = after.get().change().or(() -> after.get().blocked().map(blocked -> blocked.change()));
            throw new IOException(address + ": every step went well, and it is still not as declared: "
                    + left.map(ScopeRun::described).orElse(""));
        }
    }

    private void reloaded(Address address, Ledger ledger) {
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).atMost(RELOAD_TIMEOUT)
                    .until(() -> look(address, ledger).map(Assessment::converged).orElse(true));
        } catch (ConditionTimeoutException _) {
            LOG.debug("{}: not as declared {} after the reload", address, RELOAD_TIMEOUT);
        }
    }

    private static String described(Change change) {
        return change.diff().stream().map(ScopeRun::described).collect(Collectors.joining("; "));
    }

    private static String described(FieldDiff diff) {
        return diff.field() + " is " + diff.observed().orElse("absent") + ", declared is "
                + diff.desired().orElse("absent");
    }

    private Failure takenBack(TakingBack taking, Change change, Exception cause, Ledger ledger) {
        boolean user = scope.user().isPresent();
        var entries = journal.entries().stream()
                .filter(entry -> user || entry.address().equals(change.address())).toList();
        var log = user ? taking.daemonLog(directory) : List.<String>of();
        if (entries.isEmpty()) {
            return failure(change.address(), cause.getMessage(), log, Afterwards.UNTOUCHED);
        }
        listener.rollingBack(scope, as);
        try {
            taking.undo(entries, executor, ledger);
            journal.close("rolled back");
            return failure(change.address(), cause.getMessage(), log, Afterwards.RESTORED);
        } catch (IOException e) {
            var message = cause.getMessage() + "; and taking it back failed too: " + e.getMessage();
            return failure(change.address(), message, log, Afterwards.NOT_RESTORED);
        }
    }

    private Failure failure(Address address, String message, List<String> log, Afterwards afterwards) {
        return new Failure(scope, address, message, log, afterwards);
    }

    private void makeDirectories() throws IOException {
        var missing = new ArrayList<Path>();
        for (var next = directory; host.status(next, as) instanceof Absent<?>; next = next.getParent()) {
            missing.addFirst(next);
        }
        for (var next : missing) {
            writer.makeDirectory(next, scope.user().isPresent() ? 0700 : 0755, as);
        }
    }
}
