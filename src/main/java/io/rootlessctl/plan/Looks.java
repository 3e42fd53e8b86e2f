package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Planner.Looked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Looks at the host, then at its users: each one's things in their order, as one may wait for another, several users at the
 * same time, as none waits for another's.
 */
final class Looks {
    private final BiFunction<Subject<?, ?>, Set<Address>, Assessment> assess;

    private Looks(BiFunction<Subject<?, ?>, Set<Address>, Assessment> assess) {
        this.assess = assess;
    }

    /**
     * What was seen, in the order of the subjects.
     *
     * @param subjects the host's before the users', each user's together
     * @param assess given the addresses that are blocked so far
     */
    static List<Looked> at(
            List<Subject<?, ?>> subjects, HostView host, BiFunction<Subject<?, ?>, Set<Address>, Assessment> assess) {
        var scopes = new LinkedHashMap<Scope, List<Subject<?, ?>>>();
        scopes.put(Scope.HOST, new ArrayList<>());
        subjects.forEach(subject -> scopes.computeIfAbsent(subject.desired().scope(), _ -> new ArrayList<>()).add(subject));
        var looks = new Looks(assess);
        var stuck = new HashSet<Address>();
        var seen = new ArrayList<>(looks.inOrder(scopes.remove(Scope.HOST), stuck));
        AtOnce.each(scopes.values(), host.lookers(), own -> looks.inOrder(own, new HashSet<>(stuck))).forEach(seen::addAll);
        return seen;
    }

    /** @param stuck what is blocked is added to it */
    private List<Looked> inOrder(List<Subject<?, ?>> subjects, Set<Address> stuck) {
        var seen = new ArrayList<Looked>();
        for (var subject : subjects) {
            var assessment = assess.apply(subject, stuck);
            assessment.blocked().ifPresent(_ -> stuck.add(subject.address()));
            seen.add(new Looked(subject.address(), subject.desired().scope(), assessment));
        }
        return seen;
    }
}
