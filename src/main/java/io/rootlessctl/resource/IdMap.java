package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.SubIds.Range;
import io.rootlessctl.model.Account;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The host's ids a daemon's user namespace has beyond the user's own, as {@code 100000+65536} and in order. */
final class IdMap {
    private IdMap() {}

    /** What a daemon started now would get; empty where the user has no range or it cannot be read. */
    static Optional<String> wanted(Account account, HostView host) {
        return host.subIds(account).uids().found()
                .map(ranges -> ranges.stream().filter(Range::own).toList())
                .filter(own -> !own.isEmpty())
                .map(own -> joined(own.stream().map(range -> range.start() + "+" + range.count()).toList()));
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
