package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a user's files are. The caller's own environment counts for the caller only, and of it only absolute paths, as
 * the XDG base directory specification has it. After {@code su} and {@code sudo -E} XDG_RUNTIME_DIR is still that of
 * whoever typed it: another user's directory does not count.
 */
final class Directories {
    private Directories() {}

    /** @param environment the user's own, empty when it is not known */
    static UserDirectories of(Account user, Map<String, String> environment) {
        var home = absolute(environment, "HOME").orElse(user.home());
        return new UserDirectories(
                home,
                absolute(environment, "XDG_RUNTIME_DIR").filter(path -> !ofAnother(path, user))
                        .orElseGet(() -> runtime(user, home)),
                absolute(environment, "XDG_CONFIG_HOME").orElse(home.resolve(".config")),
                absolute(environment, "XDG_DATA_HOME").orElse(home.resolve(".local/share")),
                absolute(environment, "XDG_STATE_HOME").orElse(home.resolve(".local/state")),
                absolute(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache")));
    }

    private static Path runtime(Account user, Path home) {
        var login = Path.of("/run/user/" + user.uid());
        return FileLook.status(login).found()
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY && status.uid() == user.uid())
                .map(_ -> login)
                .orElse(home.resolve(".docker/run"));
    }

    /** A link's own owner says nothing of the directory that it leads to. */
    private static boolean ofAnother(Path runtime, Account user) {
        return FileLook.status(runtime).found()
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY && status.uid() != user.uid()).isPresent();
    }

    private static Optional<Path> absolute(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> value.startsWith("/")).map(Path::of);
    }
}
