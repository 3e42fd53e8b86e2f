package io.rootlessctl.host;

import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Map;

/**
 * One user's base directories, after the XDG base directory specification.
 *
 * @param runtime {@code $XDG_RUNTIME_DIR}; where no login made one, {@code ~/.docker/run}
 */
public record UserDirectories(Path home, Path runtime, Path config, Path data, Path state, Path cache) {

    /** The values that a path in rootless.toml may refer to. */
    public Map<String, String> variables(Account user) {
        return Map.of(
                "HOME", home.toString(),
                "USER", user.name(),
                "UID", Long.toString(user.uid()),
                "XDG_RUNTIME_DIR", runtime.toString(),
                "XDG_CONFIG_HOME", config.toString(),
                "XDG_DATA_HOME", data.toString(),
                "XDG_STATE_HOME", state.toString(),
                "XDG_CACHE_HOME", cache.toString());
    }

    /** The directory that holds daemon.json. */
    public Path dockerConfig() {
        return config.resolve("docker");
    }
}
