package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How dockerd-rootless.sh is started where no systemd does it. */
final class DirectStart {
    static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";
    private static final Pattern SETTINGS = Pattern.compile(
            "HOME|USER|LOGNAME|SHELL|PATH|LANG|LC_\\w+|XDG_\\w+_HOME|XDG_RUNTIME_DIR|DOCKERD|DOCKERD_ROOTLESS_\\w+");

    private DirectStart() {}

    /** Empty while the script is not installed. */
    static Optional<DirectLaunch> launch(Declaration.User user, LastApplied last, HostView host) {
        return ProgramSearch.find(RootlessScript.NAME, user, host).found().map(Program::path).map(script ->
                new DirectLaunch(List.of(script.toString()), environment(user, script, last, host), log(user)));
    }

    /** A daemon that ran before us, as it was, or as it still is where we never restarted it. */
    static Optional<DirectLaunch> restored(
            Declaration.User user, Applied applied, LastApplied last, HostView host) {
        return applied.undo().steps().stream()
                .flatMap(step -> step instanceof Step.StartDirect(var launch) ? Stream.of(launch) : Stream.of()).findFirst()
                .or(() -> host.daemon(user.account()).found().flatMap(running -> former(running, user)))
                .or(() -> launch(user, last, host));
    }

    static Path log(Declaration.User user) {
        return user.directories().state().resolve("rootlessctl/dockerd.log");
    }

    /**
     * How a running daemon can be started again as it is: the script that RootlessKit runs in its namespaces, with its
     * arguments, and of its environment what a daemon's settings may be in. The script's own marks of being the inner
     * one must not come along, and other variables may hold secrets that are no business of a journal.
     */
    static Optional<DirectLaunch> former(RunningDaemon running, Declaration.User user) {
        var arguments = running.arguments();
        for (int i = 1; i < arguments.size(); i++) {
            if (RootlessScript.is(arguments.get(i))) {
                var environment = new TreeMap<>(running.environment());
                environment.keySet().removeIf(name -> !SETTINGS.matcher(name).matches());
                return Optional.of(new DirectLaunch(arguments.subList(i, arguments.size()), environment, log(user)));
            }
        }
        return Optional.empty();
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
