package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a user's files are. The caller's own environment counts for the caller only, and of it only absolute paths, as
 * the XDG base directory specification has it. su, sudo and setpriv may leave HOME and XDG_RUNTIME_DIR of whoever called
 * them: a directory of somebody else's is not taken for the user's, and root above all works in no user's home.
 */
final class Directories {
    private Directories() {}

    /** @param given the environment that is the user's own, empty when it is not known */
    static UserDirectories of(Account user, Map<String, String> given) {
        // sudo -E keeps all of it: root does not even look where somebody else's variables lead.
        var environment = user.uid() == 0 && ofSomebodyElse(given) ? Map.<String, String>of() : given;
        var home = own("HOME", environment, user).orElse(user.home());
        return new UserDirectories(
                home,
                own("XDG_RUNTIME_DIR", environment, user).orElseGet(() -> runtime(user, home)),
                own("XDG_CONFIG_HOME", environment, user).orElse(home.resolve(".config")),
                own("XDG_DATA_HOME", environment, user).orElse(home.resolve(".local/share")),
                own("XDG_STATE_HOME", environment, user).orElse(home.resolve(".local/state")),
                own("XDG_CACHE_HOME", environment, user).orElse(home.resolve(".cache")));
    }

    private static boolean ofSomebodyElse(Map<String, String> environment) {
        return Stream.of("SUDO_UID", "PKEXEC_UID").map(environment::get).anyMatch(uid -> uid != null && !uid.equals("0"));
    }

    private static Path runtime(Account user, Path home) {
        var login = Path.of("/run/user/" + user.uid());
        return FileLook.status(login).found()
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY && status.uid() == user.uid())
                .map(_ -> login)
                .orElse(home.resolve(".docker/run"));
    }

    private static Optional<Path> own(String name, Map<String, String> environment, Account user) {
        return Optional.ofNullable(environment.get(name)).filter(value -> value.startsWith("/")).map(Path::of)
                .filter(path -> switch (FileLook.status(path)) {
                    case Present<FileStatus>(var status) ->
                            status.type() != FileStatus.Type.DIRECTORY || status.uid() == user.uid();
                    case Absent<FileStatus>() -> true;
                    case Unreadable<FileStatus> _, Malformed<FileStatus> _ -> false;
                });
    }
}
