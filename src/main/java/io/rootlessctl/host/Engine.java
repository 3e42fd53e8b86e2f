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
        /** Whether a restart of the daemon starts it again; one that fails on the way down does with on-failure too. */
        public boolean comesBack() {
            return switch (restartPolicy) {
                case "always", "unless-stopped", "on-failure" -> true;
                default -> false;
            };
        }
    }
}
