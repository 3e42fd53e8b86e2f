package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Order;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.Kinds;
import io.rootlessctl.resource.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at every address that is declared or was applied, in the order of application, and says what would be done. */
public final class Planner {
    /** The kind, in name only, of a scope's own records. */
    public static final String STATE = "state";

    private final HostView host;

    /** For one look: what the host is like is remembered as far as {@link HostView#moment} has it. */
    public Planner(HostView host) {
        this.host = host.moment();
    }

    public Plan plan(Declaration declaration, LastApplied last) {
        return survey(declaration, last).plan();
    }

    /** The plan, and each address that it was made from. */
    public Survey survey(Declaration declaration, LastApplied last) {
        var still = host.still();
        Ahead.ask(declaration, still);
        var looked = new ArrayList<Looked>();
        last.unreadable().forEach((scope, why) -> looked.add(unknown(scope, why)));
        var declared = declared(declaration, last, still);
        declared.defects().forEach((scope, why) -> looked.add(unknown(scope, why)));
        var subjects = declared.subjects().stream()
                .filter(subject -> !last.unreadable().containsKey(subject.desired().scope())).toList();
        looked.addAll(Looks.at(subjects, still, (subject, stuck) -> assessed(subject, stuck, last, still)));
        // What the host no longer gives may wait for a user's, which is looked at after it.
        var stuck = new HashMap<Scope, Set<Address>>();
        var blocked = blocked(looked);
        for (var subject : subjects) {
            var scope = subject.desired().scope();
            var seen = blocked;
            var its = stuck.computeIfAbsent(scope, known -> stuck(known, seen));
            if (subject.waits(its)) {
                looked.replaceAll(one -> one.address().equals(subject.address()) && one.scope().equals(scope)
                        && one.assessment().change().isPresent()
                        ? new Looked(one.address(), scope, assessed(subject, its, last, still)) : one);
                blocked = blocked(looked);
            }
        }
        return new Survey(plan(looked, declaration), looked);
    }

    private static List<Looked> blocked(List<Looked> looked) {
        return looked.stream().filter(one -> one.assessment().blocked().isPresent()).toList();
    }

    /** What is blocked that something of this scope may wait for: a user's things wait for no other user's. */
    private static Set<Address> stuck(Scope scope, List<Looked> blocked) {
        return blocked.stream().filter(one -> scope.equals(Scope.HOST) || one.scope().equals(Scope.HOST) || one.scope().equals(scope))
                .map(Looked::address).collect(Collectors.toSet());
    }

    /** A defect that one user's files bring to light must not keep the others from being served. */
    private static Assessment assessed(Subject<?, ?> subject, Set<Address> stuck, LastApplied last, HostView still) {
        try {
            return subject.assess(still, stuck, last.made(subject.desired().scope()));
        } catch (RuntimeException defect) {
            return blocked(subject.address(), subject.desired().scope(), Defect.told(subject.address(), defect));
        }
    }

    /** @param defects of users of whom nothing is planned, for what is theirs cannot even be listed */
    private record Declared(List<Subject<?, ?>> subjects, Map<Scope, String> defects) {}

    private static Declared declared(Declaration declaration, LastApplied last, HostView host) {
        try {
            return new Declared(subjects(declaration, last, host), Map.of());
        } catch (RuntimeException defect) {
            var defects = defects(declaration, last, host);
            if (defects.isEmpty()) {
                throw defect;
            }
            return new Declared(subjects(declaration.without(defects.keySet()), last, host), defects);
        }
    }

    private static Map<Scope, String> defects(Declaration declaration, LastApplied last, HostView host) {
        var found = new LinkedHashMap<Scope, String>();
        for (var user : declaration.users()) {
            try {
                subjects(declaration.only(user.scope()), last, host);
            } catch (RuntimeException defect) {
                var told = Defect.told(user.name(), defect);
                if (!last.unreadable().containsKey(user.scope())) {
                    found.put(user.scope(), told);
                }
            }
        }
        return found;
    }

    /** Without knowing what was applied, the host's own settings could be taken for ours: nothing is planned there. */
    private static Looked unknown(Scope scope, String why) {
        var address = new Address(STATE, scope.user().orElse("host"));
        return new Looked(address, scope, blocked(address, scope, why));
    }

    private static Assessment blocked(Address address, Scope scope, String why) {
        var nothing = new Change(address, scope, Action.UPDATE, Effect.NONE, List.of(), List.of(), "");
        return new Assessment(Optional.empty(), Optional.of(new Blocked(nothing, why, List.of())), List.of(), List.of(),
                _ -> Applied.NOTHING);
    }

    public record Survey(Plan plan, List<Looked> looked) {
        public Survey {
            looked = List.copyOf(looked);
        }
    }

    public record Looked(Address address, Scope scope, Assessment assessment) {}

    private static Plan plan(List<Looked> looked, Declaration declaration) {
        var seen = looked.stream().map(Looked::assessment).toList();
        return new Plan(
                ApplicationOrder.of(seen.stream().flatMap(assessment -> assessment.change().stream()).toList(), declaration),
                ApplicationOrder.of(seen.stream().flatMap(assessment -> assessment.blocked().stream()).toList()),
                seen.stream().flatMap(assessment -> assessment.foreign().stream()).toList(),
                UnmanagedKeys.in(declaration),
                seen.stream().flatMap(assessment -> assessment.warnings().stream()).toList());
    }

    /** Looks at one address again; empty when it is neither declared nor applied any more. */
    public Optional<Assessment> assess(Address address, Scope scope, Declaration declaration, LastApplied last) {
        var still = host.still();
        var own = declaration.only(scope);
        if (address.kind().equals(Daemon.KIND)) {
            Ahead.ask(own, still);
        }
        return Kinds.ALL.stream().filter(kind -> kind.name().equals(address.kind()))
                .flatMap(kind -> sound(kind, own, last, still).stream())
                .filter(subject -> subject.address().equals(address) && subject.desired().scope().equals(scope))
                .findFirst()
                .map(subject -> subject.assess(still, Set.of(), last.made(scope)));
    }

    /** Without those of whom nothing is planned: what the host needs is looked at for the others all the same. */
    private static List<? extends Subject<?, ?>> sound(
            ResourceKind<?, ?> kind, Declaration declaration, LastApplied last, HostView host) {
        try {
            return subjects(kind, declaration, last, host);
        } catch (RuntimeException defect) {
            var defects = declaration.users().size() < 2 ? Set.<Scope>of() : defects(declaration, last, host).keySet();
            if (defects.isEmpty()) {
                throw defect;
            }
            return subjects(kind, declaration.without(defects), last, host);
        }
    }

    /** Every address there is. */
    public List<Address> addresses(Declaration declaration, LastApplied last) {
        return declared(declaration, last, host).subjects().stream().map(Subject::address).distinct().toList();
    }

    /** One address, of each scope that has it. */
    public List<Portrait> portraits(Address address, Declaration declaration, LastApplied last) {
        return declared(declaration, last, host).subjects().stream().filter(subject -> subject.address().equals(address))
                .map(subject -> subject.portrait(host)).toList();
    }

    /** Every address in the order of application: the host's before the users', each user's together. */
    private static List<Subject<?, ?>> subjects(Declaration declaration, LastApplied last, HostView host) {
        var subjects = new ArrayList<Subject<?, ?>>();
        AtOnce.each(Kinds.ALL, host.lookers(), kind -> subjects(kind, declaration, last, host)).forEach(subjects::addAll);
        var ranks = new HashMap<Scope, Integer>();
        declaration.users().forEach(user -> ranks.putIfAbsent(user.scope(), ranks.size() + 1));
        subjects.sort(Order.by(subject -> ranks.getOrDefault(subject.desired().scope(), 0)));
        return subjects;
    }

    private static <D, O> List<Subject<D, O>> subjects(
            ResourceKind<D, O> kind, Declaration declaration, LastApplied last, HostView host) {
        return kind.declare(declaration, last, host).stream()
                .map(desired -> new Subject<>(kind, desired, last.at(desired.scope(), desired.address())))
                .toList();
    }
}
