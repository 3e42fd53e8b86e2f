package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIds;
import io.rootlessctl.host.SubIds.Range;
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

/**
 * The sub-ids that we gave to a user who needs none any more. They stay with data that belongs to them: whoever got
 * these ids next would own it. Those that we had taken for them come back.
 *
 * @param ranges those of ours
 * @param data where there is data; empty when the ranges may go
 */
record GrantedRanges(Applied applied, List<RemoveSubIds> ranges, Optional<Path> data) {

    static GrantedRanges of(Applied applied, Set<Path> dataRoots, Declaration.User user, HostView host) {
        var ranges = applied.undo().steps().stream().filter(RemoveSubIds.class::isInstance)
                .map(RemoveSubIds.class::cast).toList();
        return new GrantedRanges(applied, ranges, dataRoots.stream().sorted()
                .filter(path -> LeftBehind.something(path, user.account(), host)).findFirst());
    }

    /** As they were set while they are all there; gone, or somebody else's by now, otherwise. */
    SortedMap<String, String> observed(SubIds ids) {
        boolean there = !ranges.isEmpty() && ranges.stream()
                .allMatch(range -> listed(range, ids.uids()) && listed(range, ids.gids()));
        return there ? applied.fields() : new TreeMap<>();
    }

    private static boolean listed(RemoveSubIds range, Observation<List<Range>> ids) {
        return ids.found().orElse(List.of()).stream().anyMatch(one -> equal(range, one));
    }

    private static boolean equal(RemoveSubIds range, Range one) {
        return one.own() && one.start() == range.start() && one.count() == range.count();
    }

    /** A file that came with us goes when it holds nothing of anybody else's. */
    List<Step> removal(SubIds ids) {
        var steps = new ArrayList<Step>(ranges);
        applied.undo().steps().stream().filter(AddSubIds.class::isInstance).forEach(steps::add);
        if (onlyOurs(ids.uids())) {
            created("/etc/subuid").ifPresent(steps::add);
        }
        if (onlyOurs(ids.gids())) {
            created("/etc/subgid").ifPresent(steps::add);
        }
        return steps;
    }

    private boolean onlyOurs(Observation<List<Range>> ids) {
        return ids.found().orElse(List.of()).stream()
                .allMatch(one -> ranges.stream().anyMatch(range -> equal(range, one)));
    }

    private Optional<Step> created(String file) {
        return applied.undo().steps().stream().filter(new RemoveFile(Path.of(file))::equals).findFirst();
    }

    /** Why they stay, where they do. */
    Optional<String> stays() {
        return data.filter(_ -> !ranges.isEmpty()).map(path -> ranges.stream()
                .map(range -> range.start() + "-" + (range.start() + range.count() - 1))
                .collect(Collectors.joining(", ", "", " stay: they own the data in " + path
                        + "; uninstall --purge-data takes away both")));
    }
}
