package io.rootlessctl.apply;

import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Assessment;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The changes of one scope in one apply: its lock, its journal, its last-applied. */
final class ScopeRun {
    private static final int LOG_LINES = 15;

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
    private final List<Change> made = new ArrayList<>();

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

    HostLock lock() throws IOException {
        makeDirectories();
        var holder = host.caller().name() + ", process " + ProcessHandle.current().pid() + ", since " + Instant.now();
        return writer.lock(directory.resolve("lock"), holder, as);
    }

    /** The changes that were made and stand. */
    List<Change> made() {
        return List.copyOf(made);
    }

    /** @return what went wrong, if anything did; the scope is then as it was before, unless the failure says not */
    Optional<ApplyResult.Failure> make(List<Change> changes, LastApplied last) throws IOException {
        reportInterruption();
        var applied = new TreeMap<>(last.in(scope));
        for (var change : changes) {
            var before = new TreeMap<>(applied);
            try {
                make(change, applied);
            } catch (IOException e) {
                return Optional.of(keptOnHost(before, last, failed(change, e)));
            }
        }
        return close(applied, last, changes.getLast());
    }

    /** A user's changes that cannot be recorded as ours are taken back; the host's stand, as they do after any failure. */
    private Optional<ApplyResult.Failure> close(SortedMap<Address, Applied> applied, LastApplied last, Change newest) {
        try {
            write(applied, last);
        } catch (IOException e) {
            return Optional.of(scope.equals(Scope.HOST) ? unrecorded(newest, e) : failed(newest, e));
        }
        try {
            journal.close("applied");
        } catch (IOException e) {
            return Optional.of(new ApplyResult.Failure(scope, newest,
                    e.getMessage() + "; everything was applied, but the journal does not say so", List.of(), false));
        }
        return Optional.empty();
    }

    /** On the host the changes made before one that failed stand, and are known as ours. */
    private ApplyResult.Failure keptOnHost(
            SortedMap<Address, Applied> before, LastApplied last, ApplyResult.Failure failure) {
        if (!scope.equals(Scope.HOST)) {
            return failure;
        }
        try {
            write(before, last);
            return failure;
        } catch (IOException e) {
            var also = unrecorded(failure.change(), e);
            return new ApplyResult.Failure(
                    scope, failure.change(), failure.message() + "; and " + also.message(), List.of(), false);
        }
    }

    private ApplyResult.Failure unrecorded(Change newest, IOException cause) {
        return new ApplyResult.Failure(scope, newest, cause.getMessage()
                + "; what was changed stands and is not known as ours", List.of(), false);
    }

    private void make(Change planned, SortedMap<Address, Applied> applied) throws IOException {
        var before = look(planned.address(), applied);
        if (before.isEmpty() || before.get().converged()) {
            record(planned.address(), before, planned, applied);
            return;
        }
        var change = before.get().change().orElseThrow(() ->
                new IOException(planned.address() + ": " + before.get().blocked().orElseThrow().why()));
        listener.starting(change);
        for (var step : change.steps()) {
            journal.intend(change.address(), step, new Inverse(host).of(step, as));
            executor.execute(step, as);
            journal.done();
        }
        if (before.get().applied().apply(change.effect()).created()) {
            applied.merge(change.address(), Applied.NOTHING.markCreated(), (known, _) -> known.markCreated());
        }
        record(change.address(), look(change.address(), applied), change, applied);
        verify(change, applied);
        made.add(change);
        listener.done(change);
    }

    private Optional<Assessment> look(Address address, SortedMap<Address, Applied> applied) {
        return new Planner(host).assess(address, scope, declaration, new LastApplied(Map.of(scope, applied)));
    }

    private static void record(
            Address address, Optional<Assessment> seen, Change change, SortedMap<Address, Applied> applied) {
        var now = seen.map(assessment -> assessment.applied().apply(change.effect()));
        if (now.isEmpty() || now.get().fields().isEmpty()) {
            applied.remove(address);
        } else {
            applied.put(address, now.get());
        }
    }

    private void verify(Change change, SortedMap<Address, Applied> applied) throws IOException {
        var after = look(change.address(), applied);
        if (after.isPresent() && !after.get().converged()) {
            var left = after.get().change().or(() -> after.get().blocked().map(blocked -> blocked.change()));
            throw new IOException(change.address() + ": every step went well, and it is still not as declared: "
                    + left.map(ScopeRun::described).orElse(""));
        }
    }

    private static String described(Change change) {
        return change.diff().stream().map(ScopeRun::described).collect(Collectors.joining("; "));
    }

    private static String described(FieldDiff diff) {
        return diff.field() + " is " + diff.observed().orElse("absent") + ", declared is "
                + diff.desired().orElse("absent");
    }

    /** A user's apply is one whole; on the host only the change that failed is taken back. */
    private ApplyResult.Failure failed(Change change, IOException cause) {
        var log = scope.user().isPresent()
                ? host.log(as, Optional.of(directory.resolve("dockerd.log")), LOG_LINES).found().orElse(List.of())
                : List.<String>of();
        boolean user = scope.user().isPresent();
        var entries = journal.entries().stream()
                .filter(entry -> user || entry.address().equals(change.address())).toList();
        listener.rollingBack(scope, as);
        try {
            new Rollback(host, executor).undo(entries, as);
            journal.close("rolled back");
            return new ApplyResult.Failure(scope, change, cause.getMessage(), log, !entries.isEmpty());
        } catch (IOException e) {
            var message = cause.getMessage() + "; and taking it back failed too: " + e.getMessage();
            return new ApplyResult.Failure(scope, change, message, log, false);
        }
    }

    private void reportInterruption() throws IOException {
        var file = directory.resolve(Journal.FILE);
        var found = host.text(file, as).found();
        if (found.isPresent()) {
            var record = Journal.parse(file, found.get().content());
            if (record.result().isEmpty()) {
                listener.interrupted(scope, record.started().toString());
            }
        }
    }

    /** Keeps what needed no change and was not known yet. */
    void remember(List<Planner.Looked> converged, LastApplied last) throws IOException {
        var applied = new TreeMap<>(last.in(scope));
        for (var looked : converged) {
            var now = looked.assessment().applied().apply(Effect.NONE);
            if (now.fields().isEmpty()) {
                applied.remove(looked.address());
            } else {
                applied.put(looked.address(), now);
            }
        }
        if (!applied.equals(last.in(scope))) {
            makeDirectories();
            write(applied, last);
        }
    }

    private void write(SortedMap<Address, Applied> applied, LastApplied last) throws IOException {
        if (!applied.equals(last.in(scope))) {
            writer.writeFile(StateStore.file(scope, declaration), store.text(applied), 0644, as);
        }
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
