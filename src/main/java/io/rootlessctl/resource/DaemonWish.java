package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings.Start;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.DirectLaunch;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is wanted of one user's daemon.
 *
 * @param settings the owned daemon.json keys with their values
 * @param kept fields that files will have without us, too: not declared, they are the user's own
 * @param network the fields of RootlessKit that are declared, with their values
 * @param idMap the host's ids that dockerd's namespace has to have, planned ones too; empty while there are none
 * @param leaves whether the user leaves: then the daemon is to be what it was before us
 * @param runtime the runtime directory of a user who leaves, if no login but we made it
 * @param launch how it is started without systemd; empty while dockerd-rootless.sh is not installed
 * @param binds whether RootlessKit has to have cap_net_bind_service, which it gets when it starts
 * @param programs the directory that dockerd has to run from; empty where it does not matter
 */
record DaemonWish(
        Declaration.User user, SortedMap<String, String> settings, Set<String> kept, SortedMap<String, String> network,
        Optional<String> idMap, Optional<DirectLaunch> launch, Applied last, boolean leaves, Optional<Path> runtime,
        Optional<Path> programs, boolean binds) {
    static final String IDENTITY = "identity";
    static final String RUNTIME = "runtime";
    static final String GONE = "absent";
    static final String NO_IDENTITY = Applied.FORMER + "no-identity";

    /** A daemon that ran before us goes on without us. */
    State state() {
        return leaves && goesOn(last) ? State.RUNNING : user.settings().daemon().state();
    }

    /** @param last of the daemon: whether one that ran before us goes on without us */
    static boolean goesOn(Applied last) {
        return ranBefore(last) && sameManager(last);
    }

    boolean ranBefore() {
        return ranBefore(last);
    }

    boolean sameManager() {
        return sameManager(last);
    }

    private static boolean ranBefore(Applied last) {
        return last.former("state").filter(state -> !Set.of("stopped", "failed").contains(state)).isPresent();
    }

    private static boolean sameManager(Applied last) {
        return last.former("manager").equals(Optional.ofNullable(last.fields().get("manager")));
    }

    boolean enabled() {
        return leaves ? last.former("start").equals(Optional.of("enabled"))
                : user.settings().daemon().start() != Start.MANUAL && state() != State.ABSENT;
    }

    /** What a daemon of ours has made for itself goes with it, by field. */
    SortedMap<String, String> traces() {
        var traces = new TreeMap<String, String>();
        if (leaves && last.notes().containsKey(NO_IDENTITY)) {
            traces.put(IDENTITY, GONE);
        }
        if (leaves && runtime.isPresent() && state() != State.RUNNING) {
            traces.put(RUNTIME, GONE);
        }
        return traces;
    }

    /** Which ports RootlessKit has to be able to listen on. */
    SortedMap<String, String> rights() {
        return new TreeMap<>(binds ? Map.of(DaemonSeen.LOW_PORTS, DaemonSeen.CAPABLE) : Map.of());
    }

    /** The key that dockerd before 25 makes at its first start, to know itself by. */
    UserFile identity() {
        return new UserFile(user.directories().dockerConfig().resolve("key.json"), user.account());
    }

    /** Where it has to answer. */
    Path socket() {
        return leaves ? last.former("socket").map(Path::of).orElseGet(user::socket) : user.socket();
    }
}
