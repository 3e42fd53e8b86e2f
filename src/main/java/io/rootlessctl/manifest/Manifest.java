package io.rootlessctl.manifest;

import java.util.List;
import java.util.Optional;

/**
 * A whole rootless.toml.
 *
 * @param defaults the top-level sections: what holds for a user that {@code users} does not name
 * @param users the {@code [[users]]} tables in the file's order, each already merged over the defaults key by key
 */
public record Manifest(HostSettings host, Settings defaults, List<UserEntry> users) {

    /**
     * @param create whether root may create the user if there is none
     */
    public record UserEntry(String name, boolean create, Settings settings) {
        /** As {@link Settings#wanted}. */
        public boolean wanted() {
            return settings.wanted();
        }
    }

    public Manifest {
        users = List.copyOf(users);
    }

    public Optional<UserEntry> user(String name) {
        return users.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
