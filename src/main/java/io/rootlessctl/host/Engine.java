package io.rootlessctl.host;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Engine API's {@code /info}, {@code /version} and {@code /containers/json}, as far as they are compared.
 *
 * @param settings daemon.json keys as the running daemon has them, as far as it tells: compact JSON text
 * @param containers those that run now
 */
public record Engine(
        String version, Path dataRoot, String storageDriver, String cgroupDriver, String loggingDriver,
        boolean rootless, SortedMap<String, String> settings, List<Container> containers) {
    public Engine {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        containers = List.copyOf(containers);
    }

    /** @param restartPolicy {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure} */
    public record Container(String name, String image, String restartPolicy) {
        public boolean comesBack() {
            return restartPolicy.equals("always") || restartPolicy.equals("unless-stopped");
        }
    }
}
