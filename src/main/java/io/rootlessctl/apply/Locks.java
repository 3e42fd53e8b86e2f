package io.rootlessctl.apply;

import io.rootlessctl.host.HostLock;
import io.rootlessctl.model.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The locks of one apply: each scope's from when it is first needed until the apply is over, so that nobody else's comes
 * between two of its rounds. Nobody waits for a lock, so nobody waits for ever.
 */
final class Locks implements AutoCloseable {
    private final Map<Scope, HostLock> held = new LinkedHashMap<>();
    private final Map<Scope, List<Path>> made = new HashMap<>();

    /** @throws IOException naming the holder when somebody else has it */
    void hold(Place place) throws IOException {
        if (!held.containsKey(place.scope())) {
            var missing = place.missing();
            held.put(place.scope(), place.lock());
            made.put(place.scope(), missing);
        }
    }

    /** The directories that had to be made for the lock. */
    List<Path> made(Scope scope) {
        return made.getOrDefault(scope, List.of());
    }

    @Override
    public void close() {
        held.values().forEach(HostLock::close);
        held.clear();
    }
}
