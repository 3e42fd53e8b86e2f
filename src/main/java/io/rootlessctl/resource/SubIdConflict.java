package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Order;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Ids that one of /etc/subuid and /etc/subgid gives to two at once. The same number in both files is nobody's fault:
 * they are each looked at alone.
 */
sealed interface SubIdConflict {

    /** Two users have the same ids, if only some: a container of the one can touch the files of the other's. */
    record Overlap(Path file, SubIdRange one, SubIdRange other) implements SubIdConflict {}

    /** One owner has the same ids twice, perhaps once by name and once by number. */
    record Repeated(Path file, RepeatedRange repeated) implements SubIdConflict {}

    /** A range has the id of an account in it: of its owner, which newuidmap refuses, or of somebody else. */
    record Covering(Path file, SubIdRange range, long id, String account) implements SubIdConflict {}

    /** Each owner of a range that is in conflict with an earlier one, and that one's, is named by at least one entry. */
    static List<SubIdConflict> in(SubIdFile file, SortedMap<Long, String> ids, HostView host) {
        var conflicts = new ArrayList<SubIdConflict>();
        var owners = new SubIdOwners(host);
        // The two that reach furthest and have different owners: whatever overlaps any range before it overlaps these.
        Optional<SubIdRange> furthest = Optional.empty();
        Optional<SubIdRange> second = Optional.empty();
        for (var range : file.ranges().stream().sorted(Order.by(SubIdRange::start)).toList()) {
            furthest.filter(range::overlaps).map(other -> between(file.path(), other, range, owners)).ifPresent(conflicts::add);
            second.filter(range::overlaps).filter(other -> !owners.same(other.owner(), range.owner()))
                    .map(other -> between(file.path(), other, range, owners)).ifPresent(conflicts::add);
            boolean further = furthest.isEmpty() || range.end() > furthest.get().end();
            boolean another = furthest.isPresent() && !owners.same(furthest.get().owner(), range.owner());
            if (further) {
                second = another ? furthest : second;
                furthest = Optional.of(range);
            } else if (another && (second.isEmpty() || range.end() > second.get().end())) {
                second = Optional.of(range);
            }
            covering(file.path(), range, ids).ifPresent(conflicts::add);
        }
        return List.copyOf(conflicts);
    }

    private static SubIdConflict between(Path file, SubIdRange one, SubIdRange other, SubIdOwners owners) {
        return owners.same(one.owner(), other.owner())
                ? new Repeated(file, new RepeatedRange(one, other)) : new Overlap(file, one, other);
    }

    private static Optional<SubIdConflict> covering(Path file, SubIdRange range, SortedMap<Long, String> ids) {
        var covered = ids.subMap(range.start(), range.end());
        return covered.isEmpty() ? Optional.empty()
                : Optional.of(new Covering(file, range, covered.firstKey(), covered.firstEntry().getValue()));
    }

    Path file();

    /** Whether one of this user's own ranges is in it. */
    default boolean about(Account user) {
        return switch (this) {
            case Overlap(var _, var one, var other) -> SubIdFile.owns(user, one) || SubIdFile.owns(user, other);
            case Repeated(var _, var repeated) ->
                    SubIdFile.owns(user, repeated.first()) || SubIdFile.owns(user, repeated.again());
            case Covering(var _, var range, var _, var _) -> SubIdFile.owns(user, range);
        };
    }

    /** What is wrong, with the file as its subject, in one line. */
    default String text() {
        return switch (this) {
            case Overlap(var file, var one, var other) -> file + ": " + one.span() + " of " + one.owner() + " and "
                    + other.span() + " of " + other.owner() + " overlap, so containers of one can touch files of the other";
            case Repeated(var file, var repeated) -> file + ": " + repeated + ", both of "
                    + repeated.first().owner() + ", which newuidmap refuses";
            case Covering(var file, var range, var id, var account) -> file + ": " + range.span() + " of " + range.owner()
                    + " has " + id + " in it, the id of " + account;
        };
    }
}
