package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemoveSubIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sub-ids that we gave to a user who needs none any more. They stay with data that belongs to them: whoever got
 * these ids next would own it. Those that we had taken for them come back.
 *
 * @param ranges those of ours
 * @param data where there is data; empty when the ranges may go
 * @param uids /etc/subuid, which we wrote to, whoever has the say by now; {@code gids} likewise
 */
record GrantedRanges(
        Account account, Applied applied, List<RemoveSubIds> ranges, Optional<Path> data,
        Observation<SubIdFile> uids, Observation<SubIdFile> gids) implements SubIdWish {
    GrantedRanges {
        ranges = List.copyOf(ranges);
    }

    /** @param dataRoots where data may be that keeps them */
    static GrantedRanges of(Account account, Applied applied, Set<Path> dataRoots, HostView host) {
        var ranges = applied.undo().steps().stream().filter(RemoveSubIds.class::isInstance)
                .map(RemoveSubIds.class::cast).toList();
        var data = dataRoots.stream().sorted().filter(path -> LeftBehind.something(path, account, host)).findFirst();
        return new GrantedRanges(account, applied, ranges, data,
                SubIdFile.read(SubIdFile.UIDS, host), SubIdFile.read(SubIdFile.GIDS, host));
    }

    @Override
    public String owner() {
        return account.name();
    }

    @Override
    public Observation<SubIdNeed.Seen> seen(HostView host) {
        return Stream.of(uids.obstacle(), gids.obstacle()).flatMap(Optional::stream).findFirst()
                .<Observation<SubIdNeed.Seen>>map(why -> new Observation.Malformed<>("sub-ids", why))
                .orElseGet(() -> Observation.present(new SubIdNeed.Seen(own(uids), own(gids))));
    }

    private List<SubIdRange> own(Observation<SubIdFile> file) {
        return file.found().map(known -> known.of(account)).orElse(List.of());
    }

    @Override
    public SortedMap<String, String> desired() {
        return new TreeMap<>();
    }

    /** As they were set while they are all there; gone, or somebody else's by now, otherwise. */
    @Override
    public SortedMap<String, String> observed(SubIdNeed.Seen seen) {
        boolean there = !ranges.isEmpty() && ranges.stream()
                .allMatch(range -> listed(range, seen.uids()) && listed(range, seen.gids()));
        return there ? applied.fields() : new TreeMap<>();
    }

    private static boolean listed(RemoveSubIds range, List<SubIdRange> own) {
        return own.stream().anyMatch(one -> equal(range, one));
    }

    private static boolean equal(RemoveSubIds range, SubIdRange one) {
        return one.start() == range.start() && one.count() == range.count();
    }

    /**
     * usermod takes no range from a user who has processes. Daemon and services end with the uninstall, what a login has
     * started does not; a user who asks root for it is told, and can log out before root comes to it.
     */
    Proposal proposal(HostView host) {
        var proposal = Proposal.of(removal());
        if (!host.root()) {
            return proposal.because("usermod takes them only while " + owner() + " is logged out and nothing of theirs runs");
        }
        var sessions = ranges.isEmpty() ? List.<String>of() : UserSessions.of(account, host);
        return sessions.isEmpty() ? proposal : proposal.butNot("sub-ids of " + owner() + ": ranges are taken from a user only "
                + "while nothing of theirs runs, and " + owner() + " is logged in (session " + String.join(", ", sessions)
                + "); log out, or end it with `loginctl terminate-user " + owner() + "`, then run it again");
    }

    /** A file that came with us goes when it holds nothing of anybody else's. */
    private List<Step> removal() {
        var steps = new ArrayList<Step>(ranges);
        applied.undo().steps().stream().filter(AddSubIds.class::isInstance).forEach(steps::add);
        Stream.of(uids, gids).flatMap(file -> file.found().stream()).filter(this::onlyOurs)
                .flatMap(file -> created(file.path()).stream()).forEach(steps::add);
        return steps;
    }

    private boolean onlyOurs(SubIdFile file) {
        return file.unread().isEmpty() && file.ranges().stream().allMatch(one ->
                SubIdFile.owns(account, one) && ranges.stream().anyMatch(range -> equal(range, one)));
    }

    private Optional<Step> created(Path file) {
        return applied.undo().steps().stream().filter(new RemoveFile(file)::equals).findFirst();
    }

    @Override
    public Set<String> letBe() {
        return data.isPresent() ? applied.fields().keySet() : Set.of();
    }

    /** Why they stay, where they do. */
    @Override
    public List<String> warnings() {
        return data.filter(_ -> !ranges.isEmpty()).map(path -> ranges.stream()
                .map(range -> SubIdChange.span(range.start(), range.count()))
                .collect(Collectors.joining(", ", "", " stay: they own the data in " + path
                        + "; uninstall --purge-data takes away both"))).stream().toList();
    }
}
