package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.IdType;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which ids of the host a user's containers have.
 *
 * @param running whether a daemon has these maps; else they are those that it would get if it started now
 */
public record IdMaps(boolean running, List<IdMapping> uids, List<IdMapping> gids) {

    public IdMaps {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    /** @throws IOException when there are neither a daemon nor subordinate ids, or they cannot be read */
    public static IdMaps of(Declaration.User user, HostView host) throws IOException {
        var daemon = host.daemon(user.account());
        if (daemon.obstacle().isPresent()) {
            throw new IOException(daemon.obstacle().get());
        }
        var dockerd = daemon.found().flatMap(RunningDaemon::dockerd);
        return dockerd.isPresent() ? ofProcess(dockerd.get(), host)
                : new IdMaps(false, planned(user, IdType.UID, host), planned(user, IdType.GID, host));
    }

    private static IdMaps ofProcess(ProcessId dockerd, HostView host) throws IOException {
        return new IdMaps(true, known(host.daemonView().idMap(dockerd, IdType.UID), "process " + dockerd.pid()),
                known(host.daemonView().idMap(dockerd, IdType.GID), "process " + dockerd.pid()));
    }

    private static <T> T known(Observation<T> seen, String subject) throws IOException {
        return seen.found().orElseThrow(() -> new IOException(seen.obstacle().orElse(subject + ": not found")));
    }

    /** RootlessKit maps the user to 0 and lines the ranges up behind. */
    private static List<IdMapping> planned(Declaration.User user, IdType type, HostView host) throws IOException {
        var account = user.account();
        var ranges = known(switch (SubIdSource.of(host)) {
            case SubIdSource.Directory _ -> host.directorySubIds(account, type);
            case SubIdSource.Files _ -> SubIdFile.read(type == IdType.UID ? SubIdFile.UIDS : SubIdFile.GIDS, host)
                    .map(file -> file.of(account));
        }, "subordinate ids of " + user.name());
        if (ranges.isEmpty()) {
            throw new IOException(user.name() + ": no daemon runs, and there are no subordinate "
                    + (type == IdType.UID ? "user" : "group") + " ids to map; see `rootlessctl doctor`");
        }
        var map = new ArrayList<IdMapping>();
        map.add(new IdMapping(0, type == IdType.UID ? account.uid() : account.gid(), 1));
        long inside = 1;
        for (SubIdRange range : ranges) {
            map.add(new IdMapping(inside, range.start(), range.count()));
            inside += range.count();
        }
        return map;
    }

    public List<IdMapping> of(IdType type) {
        return switch (type) {
            case UID -> uids;
            case GID -> gids;
        };
    }

    /** What the host sees of an id in a container; empty where a container cannot have it. */
    public OptionalLong onHost(IdType type, long inside) {
        return of(type).stream().filter(map -> inside >= map.inside() && inside - map.inside() < map.count())
                .mapToLong(map -> map.outside() + inside - map.inside()).findFirst();
    }

    /** What a container sees of an id of the host; empty where it sees nobody, 65534. */
    public OptionalLong inContainer(IdType type, long outside) {
        return of(type).stream().filter(map -> outside >= map.outside() && outside - map.outside() < map.count())
                .mapToLong(map -> map.inside() + outside - map.outside()).findFirst();
    }

    /** The ids of containers, {@code 0-65536}. */
    public String inside(IdType type) {
        return String.join(", ", of(type).stream().map(map -> map.count() == 1 ? "" + map.inside()
                : map.inside() + "-" + (map.inside() + map.count() - 1)).toList());
    }
}
