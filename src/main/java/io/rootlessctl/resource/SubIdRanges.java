package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIds;
import io.rootlessctl.host.SubIds.Range;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A user's subordinate ids in /etc/subuid and /etc/subgid: enough of them, and where a start is declared, there. */
final class SubIdRanges implements ResourceKind<SubIdRanges.Needed, SubIds> {
    /** login.defs' SUB_UID_MIN as distributions ship it. */
    private static final long FIRST = 100_000;

    record Needed(Account account, long size, Optional<Long> start) {
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
        return declaration.users().stream().filter(Declaration.User::wanted)
                .map(user -> new Desired<>(new Address(name(), user.name()), Scope.HOST, new Needed(
                        user.account(), user.settings().idMap().size(), user.settings().idMap().start())))
                .toList();
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
        return new TreeMap<>(Map.of("subuid", desired.wanted(), "subgid", desired.wanted()));
    }

    @Override
    public SortedMap<String, String> observed(Needed desired, Observation<SubIds> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(ids -> {
            spelled(desired, own(ids.uids())).ifPresent(text -> fields.put("subuid", text));
            spelled(desired, own(ids.gids())).ifPresent(text -> fields.put("subgid", text));
        });
        return fields;
    }

    private static List<Range> own(Observation<List<Range>> ranges) {
        return ranges.found().orElse(List.of()).stream().filter(Range::own).toList();
    }

    private static Optional<String> spelled(Needed desired, List<Range> own) {
        long count = own.stream().mapToLong(Range::count).sum();
        boolean placed = desired.start().map(first -> own.stream().anyMatch(range -> range.start() == first)).orElse(true);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(count >= desired.size() && placed ? desired.wanted()
                : count + " from " + own.getFirst().start());
    }

    @Override
    public Proposal propose(Needed desired, Observation<SubIds> observed, List<FieldDiff> diffs, HostView host) {
        var ids = observed.found().orElseThrow();
        var name = desired.account().name();
        if (diffs.stream().anyMatch(diff -> diff.observed().isPresent())) {
            return Proposal.hindered("sub-ids of " + name + ": " + diffs.getFirst().observed().orElse("none") + ", expected "
                    + desired.wanted() + "; a range is not changed while data may be owned by its ids: "
                    + "remove it with usermod --del-subuids and --del-subgids once there is none, then apply");
        }
        if (diffs.size() < 2) {
            return Proposal.hindered("sub-ids of " + name + ": a range in only one of /etc/subuid and /etc/subgid; "
                    + "give both the same range with usermod --add-subuids and --add-subgids");
        }
        var taken = new ArrayList<Range>();
        taken.addAll(ids.uids().found().orElse(List.of()));
        taken.addAll(ids.gids().found().orElse(List.of()));
        long start = desired.start().orElseGet(() -> firstFree(taken, desired.account().uid(), desired.size()));
        return overlap(taken, start, desired.size())
                .map(other -> Proposal.hindered("id-map.start: " + start + " overlaps the range of " + other.owner()
                        + " from " + other.start() + "; declare another start, or \"auto\""))
                .orElseGet(() -> Proposal.of(adding(ids, name, start, desired.size())));
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

    /** The lowest start at which neither anybody's range nor the user's own id is hit. */
    static long firstFree(List<Range> taken, long uid, long size) {
        long start = FIRST;
        for (var next = blocking(taken, start, uid, size); next.isPresent(); next = blocking(taken, start, uid, size)) {
            start = next.get();
        }
        return start;
    }

    /** The first id after what blocks the range from {@code start}. */
    private static Optional<Long> blocking(List<Range> taken, long start, long uid, long size) {
        if (uid >= start && uid < start + size) {
            return Optional.of(uid + 1);
        }
        return overlap(taken, start, size).map(Range::end);
    }

    private static Optional<Range> overlap(List<Range> taken, long start, long size) {
        return taken.stream().filter(range -> range.overlaps(start, size)).findFirst();
    }
}
