package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A user's subordinate ids: enough of them, nobody else's, and where a start is declared, there. The ranges of a user
 * follow one another in a container, so that a further one leaves the owners of all data as they are. What a directory
 * gives (see {@link SubIdSource}) is compared and never written.
 */
final class SubIdRanges implements ResourceKind<SubIdNeed, SubIdNeed.Seen> {

    @Override
    public String name() {
        return "sub-ids";
    }

    @Override
    public Set<String> keys() {
        return Set.of("id-map.size", "id-map.start", "id-map.change");
    }

    @Override
    public List<Desired<SubIdNeed>> declare(Declaration declaration, LastApplied last, HostView host) {
        return SubIdAllotment.of(declaration, host).stream().map(SubIdAllotment::need)
                .map(need -> new Desired<>(new Address(name(), need.account().name()), Scope.HOST, need)).toList();
    }

    @Override
    public Observation<SubIdNeed.Seen> observe(SubIdNeed desired, HostView host) {
        return desired.seen(host);
    }

    @Override
    public SortedMap<String, String> desired(SubIdNeed desired) {
        return desired.desired();
    }

    @Override
    public SortedMap<String, String> observed(SubIdNeed desired, Observation<SubIdNeed.Seen> observed) {
        return observed.found().map(desired::observed).orElseGet(TreeMap::new);
    }

    @Override
    public Proposal propose(
            SubIdNeed desired, Observation<SubIdNeed.Seen> observed, List<FieldDiff> diffs, HostView host) {
        return new SubIdChange(desired, observed.found().orElse(SubIdNeed.Seen.NOTHING), host).proposal();
    }

    @Override
    public List<String> warnings(SubIdNeed desired, Observation<SubIdNeed.Seen> observed) {
        var texts = new ArrayList<>(desired.notes());
        desired.outside().ifPresent(texts::add);
        return texts;
    }
}
