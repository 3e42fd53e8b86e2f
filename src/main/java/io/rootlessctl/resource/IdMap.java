package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.LastApplied;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The host's ids a daemon's user namespace has beyond the user's own, as {@code 100000+65536} and in order. */
final class IdMap {
    private IdMap() {}

    /**
     * What each user's daemon gets when it starts after an apply: the ranges that there are, or are planned and not
     * hindered. A user has no entry who has no range, or whose ranges cannot be read.
     */
    static Map<String, String> wanted(Declaration declaration, LastApplied last, HostView host) {
        return SubIdAllotment.of(declaration, last, host).stream().filter(allotment -> !allotment.uids().isEmpty())
                .collect(Collectors.toMap(
                        allotment -> allotment.need().account().name(),
                        allotment -> joined(allotment.uids().stream().map(SubIdRange::span).toList())));
    }

    /** What a running one has; empty when dockerd is not there to be asked. */
    static Optional<String> of(RunningDaemon running) {
        return running.uidMap().isEmpty() ? Optional.empty() : Optional.of(joined(running.uidMap().stream()
                .filter(mapping -> mapping.inside() != 0)
                .map(mapping -> mapping.outside() + "+" + mapping.count()).toList()));
    }

    private static String joined(List<String> ranges) {
        return ranges.stream().sorted().collect(Collectors.joining(" "));
    }
}
