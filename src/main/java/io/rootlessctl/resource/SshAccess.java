package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RemoteShell;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where {@code docker -H ssh://USER@HOST} ends up. The client's other end is a docker client that sshd starts in the
 * user's login shell, and it goes by its current context: that is in a file of docker's own, whatever the shell, and so
 * {@link DockerContext} sees to it. Only a docker that is not on sshd's PATH needs a line in a start-up file, which
 * {@link ShellStartup} writes. Here it is looked at what came of both.
 */
final class SshAccess implements ResourceKind<SshAccess.Wish, RemoteShell> {
    private static final String ENDPOINT = "endpoint";
    private static final Set<String> ROOTFUL = Set.of("unix:///var/run/docker.sock", "unix:///run/docker.sock");
    /** Where sshd lets every shell look for programs. */
    private static final Set<Path> USUAL = Set.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));

    /**
     * @param context whether the context has yet to become as declared
     * @param startup whether a start-up file has
     */
    record Wish(Declaration.User user, boolean context, boolean startup) {
        String wanted() {
            return "unix://" + user.socket();
        }
    }

    @Override
    public String name() {
        return "ssh";
    }

    @Override
    public Set<String> keys() {
        return Set.of("expose.ssh");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            if (declared(user)) {
                var only = declaration.only(user.scope());
                var startups = new ShellStartup().declare(only, last, host);
                var contexts = new DockerContext().declare(only, last, host);
                var needed = new ArrayList<Address>();
                startups.forEach(one -> needed.add(one.address()));
                contexts.forEach(one -> needed.add(one.address()));
                found.add(new Desired<>(new Address(name(), user.name()), user.scope(), new Wish(user,
                        Pending.any(new DockerContext(), contexts, host), Pending.any(new ShellStartup(), startups, host)),
                        Set.copyOf(needed)));
            }
        }
        return found;
    }

    static boolean declared(Declaration.User user) {
        return user.wanted() && user.settings().expose().ssh();
    }

    /** Whether the docker client is where only a start-up file leads. */
    static boolean needsPath(Declaration.User user, HostView host) {
        return declared(user) && ProgramSearch.find("docker", user, host).found().map(docker -> docker.path().getParent())
                .filter(directory -> !USUAL.contains(directory)
                        && ClientEnvironment.of(user, host).programs().equals(Optional.of(directory))).isPresent();
    }

    @Override
    public Observation<RemoteShell> observe(Wish desired, HostView host) {
        return host.remoteShell(desired.user().account());
    }

    /** Where the selected context leads to the daemon, and a shell of ssh's goes by it. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().filter(user -> !new DockerContext().existing(found.only(user.scope()), host).isEmpty())
                .flatMap(user -> host.remoteShell(user.account()).found().filter(shell -> shell.chatter().isEmpty())
                        .flatMap(RemoteShell::endpoint).filter(("unix://" + user.socket())::equals)
                        .<Existing>map(_ -> user.found("expose.ssh", "enabled", true, "docker in a shell of "
                                + user.account().shell() + " that is not interactive reaches this daemon")).stream()).toList();
    }

    /** What a shell says follows from files. */
    @Override
    public boolean leavesWhatItFound() {
        return false;
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(Map.of(ENDPOINT, desired.wanted()));
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<RemoteShell> observed) {
        return new TreeMap<>(observed.found().filter(shell -> shell.chatter().isEmpty())
                .flatMap(RemoteShell::endpoint).map(endpoint -> Map.of(ENDPOINT, endpoint)).orElse(Map.of()));
    }

    @Override
    public Proposal propose(Wish desired, Observation<RemoteShell> observed, List<FieldDiff> diffs, HostView host) {
        var shell = observed.found().orElseThrow();
        var user = desired.user();
        return obstacle(desired, shell, host).map(why -> Proposal.hindered("expose.ssh: " + why)).orElseGet(() ->
                Proposal.of().because("docker -H ssh://" + user.name() + "@HOST goes by the context that is written before"
                        + rootful(shell, user, host)));
    }

    private static Optional<String> obstacle(Wish desired, RemoteShell shell, HostView host) {
        var name = desired.user().account().shell();
        if (!shell.chatter().isEmpty()) {
            return Optional.of("start-up files of " + name + " print \"" + shell.chatter()
                    + "\" in shells that are not interactive, which breaks every connection; let them print only where $- has i");
        }
        var elsewhere = shell.dockerHost().filter(value -> !value.equals(desired.wanted()));
        // Our own block may still name the former socket.
        if (elsewhere.isPresent() && !desired.startup()) {
            return Optional.of("DOCKER_HOST is " + elsewhere.get() + " in shells that are not interactive, and wins over any context"
                    + rootful(shell, desired.user(), host) + "; take it out of the start-up files of " + name
                    + ", of /etc/environment and ~/.ssh/environment, and of SetEnv in sshd's configuration");
        }
        if (shell.dockerContext().isPresent() && !shell.endpoint().equals(Optional.of(desired.wanted()))) {
            return Optional.of("DOCKER_CONTEXT is " + shell.dockerContext().get() + " in shells that are not interactive, and "
                    + "wins over the current context; take it out of the start-up files of " + name);
        }
        if (shell.endpoint().isEmpty() ? desired.startup() : desired.context()) {
            return Optional.empty();
        }
        return Optional.of(shell.endpoint().isEmpty() ? shell.complaint() + "; " + path(desired, name, host)
                : "the docker client reaches " + shell.endpoint().get() + rootful(shell, desired.user(), host)
                        + " although the context is selected; see `docker context ls` in `" + name + " -c`");
    }

    private static String path(Wish desired, Path shell, HostView host) {
        var found = ProgramSearch.find("docker", desired.user(), host).found();
        if (found.filter(docker -> USUAL.contains(docker.path().getParent())).isPresent()) {
            return "so no docker client runs in " + shell + "; give " + desired.user().name() + " another login shell";
        }
        return found.map(docker -> "it is " + docker.path() + ", and " + shell + " reads no start-up file for a command of ssh's; root "
                        + "can put it where sshd looks: ln -s " + ShellWord.quoted(docker.path()) + " /usr/local/bin/docker")
                .orElse("install the docker client");
    }

    /** A rootful daemon that answers there is somebody else's, or root's. */
    private static String rootful(RemoteShell shell, Declaration.User user, HostView host) {
        return shell.endpoint().filter(ROOTFUL::contains).map(endpoint -> {
            var socket = Path.of(endpoint.substring("unix://".length()));
            return host.status(socket, user.account()).found().isPresent()
                    ? "; now it is the rootful Docker's, whose socket is there" : "; now it is where a rootful Docker would be";
        }).orElse("");
    }
}
