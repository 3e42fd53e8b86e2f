package io.rootlessctl.host;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Engine API's {@code /info} and {@code /containers/json}, as far as they are compared.
 *
 * @param swarm whether it is in swarm mode
 * @param settings daemon.json keys as the running daemon has them, as far as it tells: compact JSON text
 * @param containers those that run now
 */
public record Engine(
        String version, Path dataRoot, String storageDriver, String cgroupDriver, String loggingDriver,
        boolean rootless, boolean swarm, SortedMap<String, String> settings, List<Container> containers) {
    public Engine {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        containers = List.copyOf(containers);
    }

    /**
     * @param restartPolicy {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}
     * @param published ports of the host that are to lead to it, each once
     * @param uses what it uses that is otherwise without root
     */
    public record Container(
            String name, String image, String restartPolicy, List<Published> published, Set<Use> uses) {
        public Container {
            published = List.copyOf(published);
            uses = uses.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(uses));
        }

        public Container(String name, String image, String restartPolicy, List<Published> published) {
            this(name, image, restartPolicy, published, Set.of());
        }

        public Container(String name, String image, String restartPolicy) {
            this(name, image, restartPolicy, List.of());
        }

        /** Whether a restart of the daemon starts it again; one that fails on the way down does with on-failure too. */
        public boolean comesBack() {
            return switch (restartPolicy) {
                case "always", "unless-stopped", "on-failure" -> true;
                default -> false;
            };
        }
    }

    /** What a container uses that is otherwise with a daemon without root. */
    public enum Use {
        /** {@code --net=host}. */
        HOST_NETWORK,
        /** It has ports, and none of them is published. */
        UNPUBLISHED,
        /** {@code --add-host NAME:host-gateway}. */
        HOST_GATEWAY
    }

    /** @param transport {@code tcp} or {@code udp} */
    public record Published(String transport, int port) {}
}
