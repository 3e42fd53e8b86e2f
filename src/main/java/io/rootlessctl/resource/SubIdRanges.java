package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Existing;
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
 * gives (see {@link SubIdSource}) is compared and never written. A user who needs none any more gives back those that
 * were ours to give.
 */
final class SubIdRanges implements ResourceKind<SubIdWish, SubIdNeed.Seen> {
    private static final long USUAL = 65_536;

    @Override
    public String name() {
        return "sub-ids";
    }

    @Override
    public Set<String> keys() {
        return Set.of("id-map.size", "id-map.start", "id-map.change");
    }

    @Override
    public List<Desired<SubIdWish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<SubIdWish>>();
        var allotments = SubIdAllotment.of(declaration, last, host);
        allotments.forEach(one -> found.add(desired(one.need(), Set.of())));
        OverlapOfOthers.in(allotments, declaration, host).forEach(one -> found.add(desired(one, Set.of())));
        if (declaration.decidesForUser(host)) {
            declaration.users().stream().filter(user -> !user.wanted() && !applied(user, last).set().isEmpty())
                    .forEach(user -> found.add(desired(granted(user, declaration, last, host), declaration.purges()
                            ? Set.of(new Address("data-root", user.name())) : Set.of())));
        }
        return found;
    }

    private Desired<SubIdWish> desired(SubIdWish wish, Set<Address> requires) {
        return new Desired<>(new Address(name(), wish.owner()), Scope.HOST, wish, requires);
    }

    private GrantedRanges granted(Declaration.User user, Declaration declaration, LastApplied last, HostView host) {
        return GrantedRanges.of(
                user.account(), applied(user, last), declaration.purges() ? Set.of() : DataRoot.recorded(user, last), host);
    }

    private Applied applied(Declaration.User user, LastApplied last) {
        return last.at(Scope.HOST, new Address(name(), user.name()));
    }

    @Override
    public Observation<SubIdNeed.Seen> observe(SubIdWish desired, HostView host) {
        return desired.seen(host);
    }

    @Override
    public SortedMap<String, String> desired(SubIdWish desired) {
        return desired.desired();
    }

    @Override
    public SortedMap<String, String> observed(SubIdWish desired, Observation<SubIdNeed.Seen> observed) {
        return observed.found().map(desired::observed).orElseGet(TreeMap::new);
    }

    @Override
    public Set<String> letBe(SubIdWish desired) {
        return desired.letBe();
    }

    /** One range, the same in both files: several could not be told from a larger one. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var facts = SubIdFacts.of(host, List.of());
        var all = new ArrayList<Existing>();
        for (var user : found.users().stream().filter(Declaration.User::wanted).toList()) {
            var uids = own(user, facts.uids());
            if (uids.size() == 1 && uids.equals(own(user, facts.gids())) && uids.getFirst().count() >= USUAL) {
                var source = SubIdFile.UIDS + ", " + SubIdFile.GIDS;
                all.add(user.found("id-map", "start", uids.getFirst().start(), source));
                if (uids.getFirst().count() != USUAL) {
                    all.add(user.found("id-map", "size", uids.getFirst().count(), source));
                }
            }
        }
        return all;
    }

    /** The owner by name: a range may be given by number. */
    private static List<SubIdRange> own(Declaration.User user, Observation<SubIdFile> file) {
        return file.found().map(known -> known.of(user.account()).stream()
                .map(range -> new SubIdRange(user.name(), range.start(), range.count())).toList()).orElse(List.of());
    }

    @Override
    public Proposal propose(
            SubIdWish desired, Observation<SubIdNeed.Seen> observed, List<FieldDiff> diffs, HostView host) {
        return switch (desired) {
            case SubIdNeed need -> new SubIdChange(need, observed.found().orElse(SubIdNeed.Seen.NOTHING), host).proposal();
            case GrantedRanges granted -> granted.proposal(host);
            case OverlapOfOthers _ -> Proposal.of();
        };
    }

    @Override
    public List<String> warnings(SubIdWish desired, Observation<SubIdNeed.Seen> observed) {
        return desired.warnings();
    }
}
