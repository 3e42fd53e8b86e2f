package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings.Start;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.DirectLaunch;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is wanted of one user's daemon.
 *
 * @param settings the owned daemon.json keys with their values
 * @param kept fields that files will have without us, too: not declared, they are the user's own
 * @param idMap the host's ids that dockerd's namespace has to have; empty while there are none
 * @param leaves whether the user leaves: then the daemon is to be what it was before us
 * @param runtime the runtime directory of a user who leaves, if no login but we made it
 * @param launch how it is started without systemd; empty while dockerd-rootless.sh is not installed
 */
record DaemonWish(
        Declaration.User user, SortedMap<String, String> settings, Set<String> kept,
        Optional<String> idMap, Optional<DirectLaunch> launch, Applied last, boolean leaves, Optional<Path> runtime) {
    static final String IDENTITY = "identity";
    static final String RUNTIME = "runtime";
    static final String GONE = "absent";
    static final String NO_IDENTITY = Applied.FORMER + "no-identity";

    /** A daemon that ran before us goes on without us. */
    State state() {
        return leaves && ranBefore() && sameManager() ? State.RUNNING : user.settings().daemon().state();
    }

    boolean ranBefore() {
        return last.former("state").filter(state -> !Set.of("stopped", "failed").contains(state)).isPresent();
    }

    boolean sameManager() {
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

    /** The key that dockerd before 25 makes at its first start, to know itself by. */
    UserFile identity() {
        return new UserFile(user.directories().dockerConfig().resolve("key.json"), user.account());
    }

    /** Where it has to answer. */
    Path socket() {
        return leaves ? last.former("socket").map(Path::of).orElseGet(user::socket) : user.socket();
    }
}
