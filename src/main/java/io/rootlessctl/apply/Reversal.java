package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One apply of the past, taken back: each scope's journal says what was there before its steps. The scope that came last
 * goes first, for it may have built on the others.
 */
public final class Reversal {
    private final HostView host;
    private final HostWriter writer;
    private final Declaration declaration;
    private final List<BackPart> parts;
    private final List<String> leftOut;

    private Reversal(
            HostView host, HostWriter writer, Declaration declaration, List<BackPart> parts, List<String> leftOut) {
        this.host = host;
        this.writer = writer;
        this.declaration = declaration;
        this.parts = parts;
        this.leftOut = leftOut;
    }

    /**
     * @param id as {@code history} lists it; without one the apply that was cut off, else the last
     * @throws IOException when there is no such apply, or it cannot be taken back any more
     */
    public static Reversal of(HostView host, HostWriter writer, Declaration declaration, Optional<Long> id)
            throws IOException {
        var chronicle = new Chronicle(host, writer, declaration);
        var chosen = chronicle.choose(id);
        var leftOut = new ArrayList<>(chronicle.leftOut());
        var parts = of(chosen, declaration, leftOut);
        return new Reversal(host, writer, declaration, parts, leftOut);
    }

    /** @throws IOException when it is not in the history any more, or cannot be taken back */
    public static Reversal of(HostView host, HostWriter writer, Declaration declaration, OpenApply open) throws IOException {
        var leftOut = new ArrayList<String>();
        var parts = of(new Chronicle(host, writer, declaration).of(open.id(), open.at()), declaration, leftOut);
        if (parts.isEmpty()) {
            throw new IOException("apply " + open.id() + ": somebody else has settled it just now");
        }
        return new Reversal(host, writer, declaration, parts, leftOut);
    }

    /** Those that an earlier attempt has not taken back. */
    private static List<Chronicle.Part> left(List<Chronicle.Part> parts) {
        var left = parts.stream().filter(part -> !part.record().result().equals(Optional.of(Journal.NOT_CONFIRMED))).toList();
        return left.isEmpty() ? parts : left;
    }

    private static List<BackPart> of(List<Chronicle.Part> found, Declaration declaration, List<String> leftOut)
            throws IOException {
        var parts = new ArrayList<BackPart>();
        for (var part : left(found)) {
            try {
                parts.add(BackPart.of(part, declaration));
            } catch (IOException e) {
                // A user's own record must not keep root from the others' parts.
                if (found.size() == 1 || part.place().scope().equals(Scope.HOST)) {
                    throw e;
                }
                leftOut.add(e.getMessage());
            }
        }
        parts.sort(Comparator.comparingInt((BackPart part) -> part.record().turn()).reversed());
        return List.copyOf(parts);
    }

    /** Whose part of it could not be read, and stays as it is. */
    public List<String> leftOut() {
        return leftOut;
    }

    /** What is not taken back, and why. */
    public List<String> stays() {
        return parts.stream().flatMap(part -> part.stays().stream()).toList();
    }

    public long id() {
        return parts.getFirst().record().id();
    }

    public Plan plan() {
        var changes = parts.stream().flatMap(part -> part.changes().stream()).toList();
        return new Plan(changes, List.of(), List.of(), List.of(), List.of());
    }

    /** What somebody has changed since then, {@code sysctl[a.b]: a.b: is 1 now, was set to 2}. */
    public List<String> changedSince() {
        return parts.stream().flatMap(part -> part.changedSince().stream())
                .map(one -> one.address() + ": " + one.found()).toList();
    }

    /** Which fields that are, as far as a field tells it. */
    public List<ForeignEdit> edited() {
        var addresses = parts.stream().flatMap(part -> part.changedSince().stream())
                .map(Standing.Difference::address).collect(Collectors.toSet());
        return new Planner(host).plan(declaration, new StateStore(host).read(declaration)).foreign().stream()
                .filter(edit -> addresses.contains(edit.address())).toList();
    }

    /**
     * Ends with the first scope in which it fails; that one is as it was before. What was shown may be old by the time
     * that nobody else can come in between: the journals are read again then.
     */
    public ApplyResult make(ApplyListener listener, Occasion occasion) {
        try (var locks = new Locks()) {
            for (var part : parts) {
                locks.hold(part.place());
            }
            return new Reversal(host, writer, declaration, again(), leftOut).made(listener, occasion);
        } catch (IOException e) {
            return result(List.of(), List.of(failure(parts.getFirst(), e)));
        }
    }

    private List<BackPart> again() throws IOException {
        var occasion = parts.getFirst().record().occasion();
        var now = of(new Chronicle(host, writer, declaration).of(id(), occasion.at()), declaration, new ArrayList<>());
        var shown = parts.stream().map(part -> part.record().result().filter(how -> !how.equals(Journal.OVERDUE))).toList();
        if (!now.stream().map(part -> part.record().result().filter(how -> !how.equals(Journal.OVERDUE))).toList().equals(shown)) {
            throw new IOException("apply " + id() + ": somebody else has settled it just now; see `rootlessctl history`");
        }
        return now;
    }

    private ApplyResult made(ApplyListener listener, Occasion occasion) throws IOException {
        // From now on it is too late to confirm it. The scope that came first decides.
        for (var part : parts.reversed()) {
            settle(part, Journal.OVERDUE);
        }
        return takenBack(listener, occasion);
    }

    /** Of an apply that waits to be confirmed. */
    private static void settle(BackPart part, String how) throws IOException {
        if (part.record().pending()) {
            new History(part.place()).settle(part.record(), how);
        }
    }

    private ApplyResult takenBack(ApplyListener listener, Occasion occasion) {
        var made = new ArrayList<Change>();
        long number = History.next(parts.stream().map(BackPart::place).toList());
        int turn = 0;
        for (var part : parts) {
            turn++;
            try {
                new BackRun(part, new Journal(part.place(), number, turn, occasion), declaration, listener).make();
                made.addAll(part.changes());
                settle(part, Journal.NOT_CONFIRMED);
            } catch (BackRun.NotTakenBack e) {
                return result(made, List.of(turn == 1 ? e.failure() : beside(e.failure())));
            } catch (IOException e) {
                return result(made, List.of(failure(part, e)));
            }
        }
        return result(made, List.of());
    }

    private static Failure failure(BackPart part, IOException problem) {
        return new Failure(part.place().scope(), part.address(), problem.getMessage(), List.of(), Afterwards.UNTOUCHED);
    }

    /** The host is not as before any more: the scopes that came before are taken back. */
    private static Failure beside(Failure failure) {
        return failure.afterwards() != Afterwards.RESTORED ? failure : new Failure(failure.scope(), failure.address(),
                failure.message(), failure.daemonLog(), Afterwards.PARTLY_RESTORED, failure.places());
    }

    private static ApplyResult result(List<Change> made, List<Failure> failures) {
        int restarts = (int) made.stream().filter(change -> change.effect() == Effect.RESTART).count();
        return new ApplyResult(Plan.EMPTY, made, failures, restarts);
    }
}
