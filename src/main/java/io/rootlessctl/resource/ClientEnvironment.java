package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.manifest.Settings.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a docker client has to have in its environment to reach a user's daemon.
 *
 * @param dockerHost {@code unix:///run/user/1000/docker.sock}
 * @param programs the directory of dockerd-rootless.sh, where shells do not look by themselves
 */
public record ClientEnvironment(String dockerHost, Optional<Path> programs) {
    private static final Set<Path> USUAL = Set.of(
            Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/share/docker.io/contrib"));

    public static ClientEnvironment of(Declaration.User user, HostView host) {
        var directory = ProgramSearch.find("dockerd-rootless.sh", user, host).found()
                .map(Program::path).map(Path::getParent).filter(found -> !USUAL.contains(found));
        return new ClientEnvironment("unix://" + user.socket(), directory);
    }

    /**
     * What somebody may put into the own shell: a directory of another user's in the own PATH would let that user
     * decide which programs run there.
     */
    public static ClientEnvironment forCaller(Declaration.User user, HostView host) {
        var own = of(user, host);
        return host.caller().uid() == user.account().uid()
                ? own : new ClientEnvironment(own.dockerHost(), Optional.empty());
    }

    /** The lines that set it, for a shell to read; no line end after the last. */
    public String exports(Shell shell) {
        return switch (shell) {
            case BASH, ZSH -> "export DOCKER_HOST=" + ShellWord.quoted(dockerHost)
                    + programs.map(path -> "\nexport PATH=" + ShellWord.quoted(path.toString()) + ":\"$PATH\"").orElse("");
            case FISH -> "set -gx DOCKER_HOST " + fishQuoted(dockerHost)
                    + programs.map(path -> "\nset -gx PATH " + fishQuoted(path.toString()) + " $PATH").orElse("");
        };
    }

    /** In fish a backslash has a meaning between quotes, too. */
    private static String fishQuoted(String text) {
        return ShellWord.plain(text) ? text : "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
