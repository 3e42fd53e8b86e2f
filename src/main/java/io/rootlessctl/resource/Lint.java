package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What works in one user's Docker and could be better, as {@link UserLint} finds it: said where it is so, silenced by its
 * name in the file, and changed by nothing.
 */
final class Lint implements ResourceKind<List<Advice>, Boolean> {

    @Override
    public String name() {
        return "lint";
    }

    @Override
    public Set<String> keys() {
        return Set.of("lint.ignore", "lint.strict");
    }

    @Override
    public List<Desired<List<Advice>>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<List<Advice>>>();
        declaration.users().stream().filter(user -> user.wanted() && !declaration.leaves()).forEach(user -> {
            var advice = UserLint.of(user, host).advice();
            if (!advice.isEmpty()) {
                found.add(new Desired<>(new Address(name(), user.name()), user.scope(), advice));
            }
        });
        return found;
    }

    @Override
    public Observation<Boolean> observe(List<Advice> desired, HostView host) {
        return Observation.absent();
    }

    @Override
    public SortedMap<String, String> desired(List<Advice> desired) {
        return new TreeMap<>();
    }

    @Override
    public SortedMap<String, String> observed(List<Advice> desired, Observation<Boolean> observed) {
        return new TreeMap<>();
    }

    @Override
    public Proposal propose(
            List<Advice> desired, Observation<Boolean> observed, List<FieldDiff> diffs, HostView host) {
        return Proposal.of();
    }

    @Override
    public List<Advice> advice(List<Advice> desired, Observation<Boolean> observed) {
        return desired;
    }
}
