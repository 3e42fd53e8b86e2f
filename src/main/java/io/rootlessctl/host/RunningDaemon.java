package io.rootlessctl.host;

import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.PathText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One user's RootlessKit and the dockerd in its namespaces, as /proc shows them.
 *
 * @param rootlessKit RootlessKit's parent process, the one to signal
 * @param arguments RootlessKit's command line
 * @param environment RootlessKit's environment; empty when it cannot be read
 * @param dockerd dockerd itself; empty while it is not (yet, any more) running
 * @param dockerdArguments dockerd's command line
 * @param started when dockerd (else RootlessKit) started
 * @param binaryDeleted whether an upgrade has removed the file that RootlessKit or dockerd runs from
 * @param uidMap the lines of dockerd's /proc/PID/uid_map
 * @param ownNamespaces the kinds of namespace that dockerd does not share with RootlessKit outside, {@code mnt net user}
 * @param stateDir RootlessKit's state directory, the one with api.sock
 * @param programs the directory of the file that dockerd runs from, without a link in it; empty where it is not known
 */
public record RunningDaemon(
        ProcessId rootlessKit, List<String> arguments, SortedMap<String, String> environment,
        Optional<ProcessId> dockerd, List<String> dockerdArguments, Instant started, boolean binaryDeleted,
        List<IdMapping> uidMap, SortedSet<String> ownNamespaces, Optional<Path> stateDir,
        Optional<Path> programs) {

    private static final int NAMESPACE = 100;

    /** One line of a uid_map: {@code count} ids from {@code inside} in the namespace are {@code outside} on the host. */
    public record IdMapping(long inside, long outside, long count) {}

    public RunningDaemon {
        arguments = List.copyOf(arguments);
        dockerdArguments = List.copyOf(dockerdArguments);
        uidMap = List.copyOf(uidMap);
        ownNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(ownNamespaces));
    }

    /** The socket that dockerd makes when nobody names one: {@code $XDG_RUNTIME_DIR/docker.sock} of its own environment. */
    public Optional<Path> usualSocket() {
        return Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .flatMap(PathText::absolute).map(runtime -> runtime.resolve("docker.sock"));
    }

    /** Where RootlessKit's API is. */
    public Optional<Path> apiSocket() {
        return stateDir.map(directory -> directory.resolve("api.sock"));
    }

    /**
     * The value of RootlessKit's {@code --name=value} or {@code --name value}, {@code true} where it stands alone; of
     * several the last, as RootlessKit takes it. What follows the script is dockerd's.
     */
    public Optional<String> flag(String name) {
        return flags(name).stream().reduce((_, last) -> last);
    }

    /** All values of an option that may be said more than once, in their order. */
    public List<String> flags(String name) {
        var own = rootlessKitArguments();
        var values = new ArrayList<String>();
        for (int i = 1; i < own.size(); i++) {
            var argument = own.get(i).startsWith("--") ? own.get(i).substring(1) : own.get(i);
            if (argument.startsWith("-" + name + "=")) {
                values.add(argument.substring(name.length() + 2));
            } else if (argument.equals("-" + name)) {
                boolean bare = i + 1 == own.size() || own.get(i + 1).startsWith("-");
                values.add(bare ? "true" : own.get(i + 1));
            }
        }
        return values;
    }

    /** What RootlessKit forwards from its start on, and again at every start, {@code 127.0.0.1:2376:2376/tcp}. */
    public List<String> published() {
        var ports = new ArrayList<>(flags("publish"));
        ports.addAll(flags("p"));
        return ports;
    }

    /** The IPv4 address that slirp4netns, pasta and gvisor-tap-vsock give to the namespace: number 100 of its network. */
    public Optional<String> namespaceAddress() {
        return Ipv4Network.parse(flag("cidr").orElse("10.0.2.0/24")).map(network -> network.host(NAMESPACE));
    }

    private List<String> rootlessKitArguments() {
        for (int i = 1; i < arguments.size(); i++) {
            if (RootlessScript.is(arguments.get(i))) {
                return arguments.subList(0, i);
            }
        }
        return arguments;
    }
}
