package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIds;
import io.rootlessctl.host.SubIds.Range;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A user's subordinate ids in /etc/subuid and /etc/subgid: enough of them, and where a start is declared, there. The
 * ranges of a user follow one another in a container, so that a further one leaves the owners of all data as they are.
 */
final class SubIdRanges implements ResourceKind<SubIdRanges.Needed, SubIds> {
    /**
     * @param dataRoots where data may be that belongs to the ids there
     * @param granted what was given to a user who needs none any more
     */
    record Needed(
            Account account, long size, Optional<Long> start, Set<Path> dataRoots, Optional<GrantedRanges> granted) {
        private String wanted() {
            return size + " or more" + start.map(first -> " from " + first).orElse("");
        }
    }

    @Override
    public String name() {
        return "sub-ids";
    }

    @Override
    public List<Desired<Needed>> declare(Declaration declaration, LastApplied last, HostView host) {
        return declaration.users().stream()
                .filter(user -> user.wanted() || declaration.decidesForUser(host) && !applied(user, last).set().isEmpty())
                .map(user -> new Desired<>(new Address(name(), user.name()), Scope.HOST,
                        needed(user, declaration, last, host),
                        declaration.purges() ? Set.of(new Address("data-root", user.name())) : Set.of()))
                .toList();
    }

    private Needed needed(Declaration.User user, Declaration declaration, LastApplied last, HostView host) {
        var data = DataRoot.recorded(user, last);
        var granted = user.wanted() ? Optional.<GrantedRanges>empty()
                : Optional.of(GrantedRanges.of(applied(user, last), declaration.purges() ? Set.of() : data, user, host));
        return new Needed(
                user.account(), user.settings().idMap().size(), user.settings().idMap().start(), data, granted);
    }

    private Applied applied(Declaration.User user, LastApplied last) {
        return last.at(Scope.HOST, new Address(name(), user.name()));
    }

    @Override
    public Observation<SubIds> observe(Needed desired, HostView host) {
        var ids = host.subIds(desired.account());
        return Stream.of(ids.uids().obstacle(), ids.gids().obstacle()).flatMap(Optional::stream).findFirst()
                .<Observation<SubIds>>map(obstacle -> new Observation.Malformed<>("sub-ids", obstacle))
                .orElseGet(() -> Observation.present(ids));
    }

    @Override
    public SortedMap<String, String> desired(Needed desired) {
        return new TreeMap<>(desired.granted().isPresent() ? Map.of()
                : Map.of("subuid", desired.wanted(), "subgid", desired.wanted()));
    }

    @Override
    public SortedMap<String, String> observed(Needed desired, Observation<SubIds> observed) {
        var fields = new TreeMap<String, String>();
        if (desired.granted().isPresent()) {
            return observed.found().map(ids -> desired.granted().get().observed(ids)).orElse(fields);
        }
        observed.found().ifPresent(ids -> {
            spelled(desired, own(ids.uids())).ifPresent(text -> fields.put("subuid", text));
            spelled(desired, own(ids.gids())).ifPresent(text -> fields.put("subgid", text));
        });
        return fields;
    }

    @Override
    public Set<String> letBe(Needed desired) {
        return desired.granted().filter(granted -> granted.data().isPresent())
                .<Set<String>>map(granted -> granted.applied().fields().keySet()).orElse(Set.of());
    }

    @Override
    public List<String> warnings(Needed desired, Observation<SubIds> observed) {
        return desired.granted().flatMap(GrantedRanges::stays).stream().toList();
    }

    private static List<Range> own(Observation<List<Range>> ranges) {
        return ranges.found().orElse(List.of()).stream().filter(Range::own).toList();
    }

    private static long count(List<Range> own) {
        return own.stream().mapToLong(Range::count).sum();
    }

    private static boolean placed(Needed desired, List<Range> own) {
        return desired.start().map(first -> own.stream().anyMatch(range -> range.start() == first)).orElse(true);
    }

    private static Optional<String> spelled(Needed desired, List<Range> own) {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        var twice = RepeatedRange.among(own);
        if (twice.isPresent()) {
            return Optional.of(twice.get().toString());
        }
        return Optional.of(count(own) >= desired.size() && placed(desired, own) ? desired.wanted()
                : count(own) + " from " + own.getFirst().start());
    }

    @Override
    public Proposal propose(Needed desired, Observation<SubIds> observed, List<FieldDiff> diffs, HostView host) {
        var ids = observed.found().orElseThrow();
        if (desired.granted().isPresent()) {
            return Proposal.of(desired.granted().get().removal(ids));
        }
        var uids = own(ids.uids());
        var gids = own(ids.gids());
        var repeated = RepeatedRange.in(Path.of("/etc/subuid"), uids)
                .or(() -> RepeatedRange.in(Path.of("/etc/subgid"), gids));
        if (repeated.isPresent()) {
            return repeated.get();
        }
        boolean elsewhere = !uids.isEmpty() && !placed(desired, uids) || !gids.isEmpty() && !placed(desired, gids);
        return elsewhere ? moved(desired, ids, host) : added(desired, ids);
    }

    /** The whole size where there is nothing, and what is missing where there is something. */
    private static Proposal added(Needed desired, SubIds ids) {
        if (desired.start().isPresent() && further(ids) && !placedInBoth(desired, ids)) {
            return inOneOnly(desired, ids);
        }
        var taken = all(ids);
        long there = Math.min(count(own(ids.uids())), count(own(ids.gids())));
        boolean further = further(ids);
        long size = desired.size() - there;
        long start = desired.start().filter(_ -> !further)
                .orElseGet(() -> FreeIds.first(taken, desired.account().uid(), size));
        var proposal = FreeIds.overlap(taken, start, size).map(other -> overlapping(start, other))
                .orElseGet(() -> Proposal.of(adding(ids, desired.account().name(), start, size)));
        return further ? proposal.because("adds a range to those there; data keeps its owners") : proposal;
    }

    private static boolean further(SubIds ids) {
        return !own(ids.uids()).isEmpty() || !own(ids.gids()).isEmpty();
    }

    private static boolean placedInBoth(Needed desired, SubIds ids) {
        return placed(desired, own(ids.uids())) && placed(desired, own(ids.gids()));
    }

    /** At a declared start the other file has to get the very ranges, and a step gives them to both. */
    private static Proposal inOneOnly(Needed desired, SubIds ids) {
        boolean users = own(ids.uids()).isEmpty();
        var there = users ? own(ids.gids()) : own(ids.uids());
        return Proposal.hindered(
                "sub-ids of " + desired.account().name() + ": a range in only one of /etc/subuid and /etc/subgid",
                there.stream().map(range -> "usermod " + (users ? "--add-subuids " : "--add-subgids ")
                        + span(range.start(), range.count()) + " " + desired.account().name()).toArray(String[]::new));
    }

    private static Proposal overlapping(long start, Range other) {
        return Proposal.hindered("id-map.start: " + start + " overlaps the range of " + other.owner()
                + " from " + other.start() + "; declare another start, or \"auto\"");
    }

    /** A range goes only while nothing can belong to its ids. */
    private static Proposal moved(Needed desired, SubIds ids, HostView host) {
        long start = desired.start().orElseThrow();
        var old = Stream.of(own(ids.uids()), own(ids.gids())).flatMap(List::stream).distinct().toList();
        var blocking = FreeIds.overlap(all(ids).stream().filter(range -> !range.own()).toList(), start, desired.size());
        if (blocking.isPresent()) {
            return overlapping(start, blocking.get());
        }
        var name = desired.account().name();
        var steps = new ArrayList<Step>();
        old.forEach(range -> steps.add(new Step.RemoveSubIds(name, range.start(), range.count())));
        steps.add(new Step.AddSubIds(name, start, desired.size()));
        var data = desired.dataRoots().stream().sorted()
                .filter(path -> !(host.status(path, desired.account()) instanceof Absent<?>)).findFirst();
        if (data.isPresent()) {
            return Proposal.of(steps).butNot("id-map.start: " + start + " is declared and " + name + " has "
                    + old.getFirst().start() + ", whose ids own the data in " + data.get()
                    + "; declare the start there, or move the data away first", guarded(data.get(), name, old, start, desired));
        }
        boolean plain = own(ids.uids()).equals(own(ids.gids())) && old.stream().allMatch(range -> range.owner().equals(name));
        return plain ? Proposal.of(steps).because("replaces ranges that no data belongs to")
                : Proposal.of(steps).butNot("sub-ids of " + name + ": the ranges there are listed by number or differ between "
                        + "/etc/subuid and /etc/subgid; remove them by hand, then apply");
    }

    /** Commands that do nothing while the data is there. */
    private static String[] guarded(Path data, String name, List<Range> old, long start, Needed desired) {
        var unless = "test -e '" + data.toString().replace("'", "'\\''") + "' || usermod ";
        var commands = new ArrayList<String>();
        old.forEach(range -> commands.add(unless + "--del-subuids " + span(range.start(), range.count())
                + " --del-subgids " + span(range.start(), range.count()) + " " + name));
        commands.add(unless + "--add-subuids " + span(start, desired.size())
                + " --add-subgids " + span(start, desired.size()) + " " + name);
        return commands.toArray(String[]::new);
    }

    private static String span(long start, long count) {
        return start + "-" + (start + count - 1);
    }

    private static List<Range> all(SubIds ids) {
        var all = new ArrayList<Range>();
        all.addAll(ids.uids().found().orElse(List.of()));
        all.addAll(ids.gids().found().orElse(List.of()));
        return all;
    }

    /** usermod gives nobody a range while there is no file to write it to. */
    private static List<Step> adding(SubIds ids, String name, long start, long size) {
        var steps = new ArrayList<Step>();
        if (ids.uids() instanceof Absent<?>) {
            steps.add(new Step.WriteFile(Path.of("/etc/subuid"), "", 0644));
        }
        if (ids.gids() instanceof Absent<?>) {
            steps.add(new Step.WriteFile(Path.of("/etc/subgid"), "", 0644));
        }
        steps.add(new Step.AddSubIds(name, start, size));
        return steps;
    }
}
