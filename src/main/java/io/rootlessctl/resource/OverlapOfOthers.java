package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ids that two at once have of whom the manifest names neither. Whose range is to go is nobody's to say but root's, so
 * that it is an error, and no change.
 *
 * @param owner of the range that comes first
 */
record OverlapOfOthers(String owner, List<SubIdConflict.Overlap> overlaps) implements SubIdWish {
    OverlapOfOthers {
        overlaps = List.copyOf(overlaps);
    }

    /** One for each owner; none for a caller who does not decide about the host: then they are a warning. */
    static List<OverlapOfOthers> in(List<SubIdAllotment> allotments, Declaration declaration, HostView host) {
        if (!counts(declaration, host)) {
            return List.of();
        }
        var facts = allotments.isEmpty() ? SubIdFacts.of(host, List.of()) : allotments.getFirst().need().facts();
        var byOwner = new TreeMap<String, List<SubIdConflict.Overlap>>();
        for (var conflict : facts.conflicts()) {
            if (conflict instanceof SubIdConflict.Overlap overlap && declaration.users().stream()
                    .noneMatch(user -> user.wanted() && overlap.about(user.account()))) {
                byOwner.computeIfAbsent(overlap.one().owner(), _ -> new ArrayList<>()).add(overlap);
            }
        }
        var found = new ArrayList<OverlapOfOthers>();
        byOwner.forEach((owner, overlaps) -> found.add(new OverlapOfOthers(owner, overlaps)));
        return found;
    }

    /** Who takes everything back is not kept from it. */
    static boolean counts(Declaration declaration, HostView host) {
        return declaration.decides(host) && !declaration.leaves();
    }

    /** All of them, with what to do. */
    String text() {
        return overlaps.stream().map(SubIdConflict.Overlap::text).collect(Collectors.joining("; "))
                + "; take one of the two ranges away, once no data belongs to it: " + removal(overlaps.getFirst());
    }

    /** usermod takes names only. */
    private static String removal(SubIdConflict.Overlap overlap) {
        return Stream.of(overlap.other(), overlap.one()).filter(range -> !range.owner().matches("\\d+")).findFirst()
                .map(range -> "usermod --del-subuids " + span(range) + " --del-subgids " + span(range) + " " + range.owner())
                .orElseGet(() -> "the line of " + overlap.other().owner());
    }

    private static String span(SubIdRange range) {
        return SubIdChange.span(range.start(), range.count());
    }

    @Override
    public Observation<SubIdNeed.Seen> seen(HostView host) {
        var text = text();
        int colon = text.indexOf(": ");
        return new Observation.Malformed<>(text.substring(0, colon), text.substring(colon + 2));
    }

    @Override
    public SortedMap<String, String> desired() {
        return new TreeMap<>();
    }

    @Override
    public SortedMap<String, String> observed(SubIdNeed.Seen seen) {
        return new TreeMap<>();
    }

    @Override
    public Set<String> letBe() {
        return Set.of();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }
}
