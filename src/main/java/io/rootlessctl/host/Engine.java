package io.rootlessctl.host;

import java.nio.file.Path;
import java.util.List;

/**
 * The Engine API's {@code /info}, {@code /version} and {@code /containers/json}, as far as they are compared.
 *
 * @param containers those that run now
 */
public record Engine(
        String version, Path dataRoot, String storageDriver, String cgroupDriver, String loggingDriver,
        boolean rootless, List<Container> containers) {
    public Engine {
        containers = List.copyOf(containers);
    }

    /** @param restartPolicy {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure} */
    public record Container(String name, String image, String restartPolicy) {
        public boolean comesBack() {
            return restartPolicy.equals("always") || restartPolicy.equals("unless-stopped");
        }
    }
}
