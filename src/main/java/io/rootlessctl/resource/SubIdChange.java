package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a user gets from the subordinate ids that were seen to those that are needed. */
record SubIdChange(SubIdNeed need, SubIdNeed.Seen seen, HostView host) {

    Proposal proposal() {
        return switch (need.facts().source()) {
            case SubIdSource.Directory(var name) -> inDirectory(name);
            case SubIdSource.Files _ -> repeated().or(() -> misplaced() ? Optional.of(move()) : conflicting())
                    .orElseGet(this::added);
        };
    }

    private Proposal inDirectory(String directory) {
        return Proposal.hindered("sub-ids of " + name() + ": " + directory + " (subid: in " + SubIdSource.SWITCH + ") gives "
                + SubIdNeed.Seen.count(seen.uids()) + " user ids and " + SubIdNeed.Seen.count(seen.gids())
                + " group ids; give " + need.wanted() + " there, for /etc/subuid and /etc/subgid are not asked");
    }

    private Optional<Proposal> repeated() {
        return RepeatedRange.in(SubIdFile.UIDS, seen.uids()).or(() -> RepeatedRange.in(SubIdFile.GIDS, seen.gids()));
    }

    private boolean misplaced() {
        return !seen.uids().isEmpty() && need.misplaced(seen.uids()) || !seen.gids().isEmpty() && need.misplaced(seen.gids());
    }

    private Proposal move() {
        return blocking(need.idMap().start().orElseThrow()).map(Proposal::hindered)
                .orElseGet(() -> new SubIdMove(need, seen, host).proposal());
    }

    /** Whose ids are also somebody else's gets others only when asked to: data may belong to them. */
    private Optional<Proposal> conflicting() {
        var conflicts = need.conflicts();
        if (conflicts.isEmpty()) {
            return Optional.empty();
        }
        var more = conflicts.size() > 1 ? " (and " + (conflicts.size() - 1) + " more)" : "";
        var free = switch (free().first(need.idMap().size())) {
            case FreeIds.Search.Found(var start) -> "; declare id-map.start = " + start + " for " + name() + ", which is free,";
            case FreeIds.Search.Full _ -> "; no other range is free within " + need.facts().limits() + ", so give up one";
        };
        return Optional.of(Proposal.hindered(conflicts.getFirst().text() + more + free
                + " or take the other range away from its owner"));
    }

    /** The whole size where there is nothing, and what is missing where there is something. */
    private Proposal added() {
        if (need.idMap().start().isPresent() && seen.any() && (need.misplaced(seen.uids()) || need.misplaced(seen.gids()))) {
            return inOneOnly();
        }
        if (!seen.any()) {
            return need.idMap().start().map(this::declared).orElseGet(this::first);
        }
        long there = Math.min(SubIdNeed.Seen.count(seen.uids()), SubIdNeed.Seen.count(seen.gids()));
        return found(need.idMap().size() - there).because("adds a range to those there; data keeps its owners");
    }

    private Proposal declared(long start) {
        return blocking(start).map(Proposal::hindered).orElseGet(() -> Proposal.of(adding(start, need.idMap().size())));
    }

    /** As many as login.defs gives a user, if that is more than is needed and there is room for it. */
    private Proposal first() {
        long usual = need.facts().limits().count();
        boolean more = !need.sized() && usual > need.idMap().size() && free().first(usual) instanceof FreeIds.Search.Found;
        return found(more ? usual : need.idMap().size());
    }

    private Proposal found(long size) {
        return switch (free().first(size)) {
            case FreeIds.Search.Found(var start) -> Proposal.of(adding(start, size));
            case FreeIds.Search.Full(var widest, var at) -> Proposal.hindered("sub-ids of " + name() + ": found no " + size
                    + " ids in a row that are free as user ids and as group ids within " + need.facts().limits() + "; the widest "
                    + "gap has " + widest + (widest == 0 ? "" : " from " + at) + "; raise SUB_UID_MAX and SUB_GID_MAX there, "
                    + "or take lines of users who are gone out of /etc/subuid and /etc/subgid");
        };
    }

    private FreeIds free() {
        return FreeIds.beside(everybody().toList(), need.facts().ids(), need.facts().limits());
    }

    private Stream<SubIdRange> everybody() {
        return Stream.concat(need.facts().ranges().stream(), need.reserved().stream());
    }

    /** At a declared start the other file has to get the very ranges, and a step gives them to both. */
    private Proposal inOneOnly() {
        boolean users = seen.uids().isEmpty();
        var there = users ? seen.gids() : seen.uids();
        return Proposal.hindered(
                "sub-ids of " + name() + ": a range in only one of /etc/subuid and /etc/subgid",
                there.stream().map(range -> "usermod " + (users ? "--add-subuids " : "--add-subgids ")
                        + span(range.start(), range.count()) + " " + name()).toArray(String[]::new));
    }

    /** Who is in the way of the declared range. */
    private Optional<String> blocking(long start) {
        var wanted = new SubIdRange(name(), start, need.idMap().size());
        var ids = need.facts().ids();
        var range = everybody().filter(other -> !SubIdFile.owns(need.account(), other) && other.overlaps(wanted)).findFirst()
                .map(other -> "overlaps the range of " + other.owner() + " from " + other.start());
        return range.or(() -> Stream.of(ids.users(), ids.groups())
                        .map(named -> named.subMap(wanted.start(), wanted.end())).filter(named -> !named.isEmpty()).findFirst()
                        .map(named -> "has " + named.firstKey() + " in it, the id of " + named.firstEntry().getValue()))
                .map(fault -> "id-map.start of " + name() + ": " + start + " " + fault + "; declare another start, or \"auto\"");
    }

    static String span(long start, long count) {
        return start + "-" + (start + count - 1);
    }

    /** usermod gives nobody a range while there is no file to write it to. */
    private List<Step> adding(long start, long size) {
        var steps = new ArrayList<Step>();
        if (need.facts().uids() instanceof Absent<?>) {
            steps.add(new Step.WriteFile(SubIdFile.UIDS, "", 0644));
        }
        if (need.facts().gids() instanceof Absent<?>) {
            steps.add(new Step.WriteFile(SubIdFile.GIDS, "", 0644));
        }
        steps.add(new Step.AddSubIds(name(), start, size));
        return steps;
    }

    private String name() {
        return need.account().name();
    }
}
