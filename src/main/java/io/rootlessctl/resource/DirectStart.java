package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.LastApplied;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How dockerd-rootless.sh is started where no systemd does it. */
final class DirectStart {
    private static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";
    private static final String SCRIPT = "dockerd-rootless.sh";

    private DirectStart() {}

    /** Empty while the script is not installed. */
    static Optional<DirectLaunch> launch(Declaration.User user, LastApplied last, HostView host) {
        return host.program(SCRIPT, user.account()).found().map(Program::path).map(script ->
                new DirectLaunch(List.of(script.toString()), environment(user, script, last, host), log(user)));
    }

    static Path log(Declaration.User user) {
        return user.directories().state().resolve("rootlessctl/dockerd.log");
    }

    /** The script a running daemon was started with: the argument that RootlessKit runs in its namespaces. */
    static Optional<String> script(RunningDaemon running) {
        return running.arguments().stream().filter(argument -> argument.endsWith(SCRIPT)).findFirst();
    }

    private static SortedMap<String, String> environment(
            Declaration.User user, Path script, LastApplied last, HostView host) {
        var variables = new TreeMap<String, String>();
        var directories = user.directories();
        variables.putAll(Map.of(
                "HOME", directories.home().toString(),
                "USER", user.name(),
                "LOGNAME", user.name(),
                "SHELL", user.account().shell().toString(),
                "PATH", script.getParent() + ":" + SYSTEM_PATH,
                "XDG_RUNTIME_DIR", directories.runtime().toString()));
        variables.putAll(unusual(directories));
        variables.putAll(DirectEnvironment.effective(user, last, host));
        return variables;
    }

    /** dockerd finds its files through these; where they are the usual ones nothing needs saying. */
    private static SortedMap<String, String> unusual(UserDirectories directories) {
        var variables = new TreeMap<>(Map.of(
                "XDG_CONFIG_HOME", directories.config().toString(),
                "XDG_DATA_HOME", directories.data().toString()));
        variables.values().removeAll(List.of(
                directories.home().resolve(".config").toString(), directories.home().resolve(".local/share").toString()));
        return variables;
    }
}
