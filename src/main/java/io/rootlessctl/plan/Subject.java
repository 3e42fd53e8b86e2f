package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Warning;
import io.rootlessctl.resource.Desired;
import io.rootlessctl.resource.Proposal;
import io.rootlessctl.resource.ResourceKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One kind and what is desired at one of its addresses: all that is needed to look at it. */
record Subject<D, O>(ResourceKind<D, O> kind, Desired<D> desired, Applied last) {

    Address address() {
        return desired.address();
    }

    /**
     * @param stuck addresses that are blocked already: what requires one of them is blocked too
     * @param made directories that were not there before us
     */
    Assessment assess(HostView host, Set<Address> stuck, Set<Path> made) {
        var observed = kind.observe(desired.value(), host);
        var warnings = warnings(observed);
        if (observed.obstacle().isPresent()) {
            var nothing = change(List.of(), Action.UPDATE, Proposal.of());
            var why = observed.obstacle().get();
            return new Assessment(Optional.empty(), Optional.of(new Blocked(nothing, why, List.of())), List.of(),
                    warnings, _ -> last);
        }
        var wanted = kind.desired(desired.value());
        var fields = kind.observed(desired.value(), observed);
        var ours = last.without(kind.letBe(desired.value()));
        var comparison = Comparison.of(wanted, fields, kind.truly(ours));
        var foreign = comparison.foreign().stream().map(this::foreign).toList();
        var differences = comparison.differences().stream().map(diff -> wantedOnly(diff, wanted)).toList();
        if (differences.isEmpty()) {
            return new Assessment(Optional.empty(), Optional.empty(), foreign, warnings,
                    done -> applied(fields, observed, done, false));
        }
        var action = action(kind.removes(desired.value()), observed instanceof Absent<O> || fields.isEmpty());
        var proposal = kind.propose(desired.value(), observed, differences, host);
        if (action == Action.REMOVE) {
            proposal = new Retreat(last.undo(), made, host, account(host)).exact(proposal);
        }
        var change = change(differences, action, proposal);
        var blocked = blocked(change, proposal, host, stuck);
        return new Assessment(
                blocked.isPresent() ? Optional.empty() : Optional.of(change), blocked, foreign, warnings,
                done -> applied(fields, observed, done, observed instanceof Absent<O>));
    }

    private List<Warning> warnings(Observation<O> observed) {
        return Stream.concat(
                kind.warnings(desired.value(), observed).stream()
                        .map(text -> new Warning(address(), desired.scope(), text)),
                kind.advice(desired.value(), observed).stream()
                        .map(advice -> new Warning(address(), desired.scope(), advice))).toList();
    }

    Portrait portrait(HostView host) {
        var observed = kind.observe(desired.value(), host);
        boolean understood = observed.obstacle().isEmpty();
        return new Portrait(address(), desired.scope(), Portrait.fields(
                understood ? kind.observed(desired.value(), observed) : new TreeMap<>(), kind.desired(desired.value()),
                last.fields()), observed.obstacle(), desired.requires().stream().sorted().toList());
    }

    /** What follows from files has no value of its own to go back to. */
    private FieldDiff wantedOnly(FieldDiff diff, SortedMap<String, String> wanted) {
        return kind.leavesWhatItFound() ? diff : new FieldDiff(
                diff.field(), diff.observed(), Optional.ofNullable(wanted.get(diff.field())), diff.lastApplied());
    }

    private Account account(HostView host) {
        return desired.scope().user().flatMap(name -> host.account(name).found()).orElseGet(host::caller);
    }

    boolean waits(Set<Address> stuck) {
        return desired.requires().stream().anyMatch(stuck::contains);
    }

    private ForeignEdit foreign(FieldDiff diff) {
        return new ForeignEdit(address(), desired.scope(), diff.field(), diff.observed(), diff.lastApplied().orElse(""));
    }

    private static Action action(boolean removed, boolean absent) {
        if (removed) {
            return Action.REMOVE;
        }
        return absent ? Action.CREATE : Action.UPDATE;
    }

    private Change change(List<FieldDiff> differences, Action action, Proposal proposal) {
        return new Change(address(), desired.scope(), action, proposal.effect(), differences, proposal.steps(),
                proposal.reason());
    }

    private Optional<Blocked> blocked(Change change, Proposal proposal, HostView host, Set<Address> stuck) {
        if (proposal.hindrance().isPresent()) {
            var hindrance = proposal.hindrance().get();
            return Optional.of(new Blocked(change, hindrance.why(), remedy(hindrance, proposal.steps())));
        }
        if (desired.scope().equals(Scope.HOST) && !host.root()) {
            return Optional.of(Blocked.needingRoot(change, Remedy.commands(proposal.steps())));
        }
        var waits = desired.requires().stream().filter(stuck::contains).sorted().toList();
        return waits.isEmpty() ? Optional.empty()
                : Optional.of(Blocked.waiting(change, waits));
    }

    /** A host's steps that must not be taken here are still what an administrator would type. */
    private List<String> remedy(Proposal.Hindrance hindrance, List<Step> steps) {
        return hindrance.remedy().isEmpty() && desired.scope().equals(Scope.HOST)
                ? Remedy.commands(steps) : hindrance.remedy();
    }

    private Applied applied(
            SortedMap<String, String> fields, Observation<O> observed, Optional<Change> made, boolean created) {
        var wanted = kind.desired(desired.value());
        var effect = made.map(Change::effect).orElse(Effect.NONE);
        var notes = observed.found().map(found -> kind.notes(desired.value(), found, effect)).orElseGet(TreeMap::new);
        var applied = new Applied(wanted, found(wanted.keySet(), made), notes, former(wanted.keySet(), fields), last.undo());
        return created || last.created() ? applied.markCreated() : applied;
    }

    /** What was known already, and of fields that were not ours until now what they are. */
    private SortedMap<String, Optional<String>> former(Set<String> wanted, SortedMap<String, String> fields) {
        var former = new TreeMap<String, Optional<String>>();
        for (var field : wanted) {
            if (last.former().containsKey(field)) {
                former.put(field, last.former().get(field));
            } else if (!last.fields().containsKey(field)) {
                former.put(field, Optional.ofNullable(fields.get(field)));
            }
        }
        return former;
    }

    /** Fields that had their value before they were declared and that no change of ours has touched since. */
    private Set<String> found(Set<String> wanted, Optional<Change> made) {
        if (!kind.leavesWhatItFound()) {
            return Set.of();
        }
        var found = new TreeSet<>(wanted);
        found.removeAll(last.set().keySet());
        made.ifPresent(change -> change.diff().forEach(diff -> found.remove(diff.field())));
        return found;
    }
}
