package io.rootlessctl.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How one user's daemon is right now. Every value is read from the running processes and their APIs; what is empty is
 * not there or could not be read, and the latter is said in {@code problems}.
 *
 * @param pid dockerd's process number, or RootlessKit's while dockerd is not there
 * @param socket where the daemon answers, or would
 * @param exports the shell lines that point a docker client at the socket, {@code export DOCKER_HOST=...}
 * @param idMap dockerd's, in the order of the ids inside; empty while none runs
 * @param containers how many run
 * @param drift how many fields are not as declared; empty when there was no manifest to compare with
 * @param problems what could not be read, {@code subject: reason}
 * @param log the daemon's last log lines, newest last
 * @param processes RootlessKit's, dockerd's and those below; empty while none runs
 */
public record Status(
        String user, State state, Optional<Long> pid, Optional<Instant> since, Software software,
        Optional<Path> socket, Optional<String> exports, Storage storage, Network network,
        Optional<String> cgroupDriver, List<IdRange> idMap, Optional<Integer> containers, Optional<Integer> drift,
        List<String> problems, List<String> log, List<DaemonProcess> processes) {

    public enum State {
        RUNNING,
        /** A process is there and its socket does not answer. */
        NOT_ANSWERING,
        FAILED,
        STOPPED,
        /** Whether one runs could not be read. */
        UNKNOWN;

        /** As the daemon's field {@code state} has it in a plan. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Versions, {@code 20.10.24+dfsg1}. */
    public record Software(Optional<String> docker, Optional<String> rootlessKit) {
        public static final Software UNKNOWN = new Software(Optional.empty(), Optional.empty());
    }

    public record Storage(Optional<Path> dataRoot, Optional<String> driver) {
        public static final Storage UNKNOWN = new Storage(Optional.empty(), Optional.empty());
    }

    /**
     * @param mtu bytes, of RootlessKit's interface
     * @param tcp the API's address besides its socket, as declared; empty where none is
     */
    public record Network(
            Optional<String> driver, Optional<String> portDriver, Optional<Integer> mtu, Optional<Tcp> tcp) {
        public static final Network UNKNOWN = new Network(Optional.empty(), Optional.empty(), Optional.empty());

        public Network(Optional<String> driver, Optional<String> portDriver, Optional<Integer> mtu) {
            this(driver, portDriver, mtu, Optional.empty());
        }
    }

    /**
     * @param listen {@code 127.0.0.1:2376}
     * @param until when the server's certificate, or its authority's, ends; empty without TLS, or where it cannot be read
     */
    public record Tcp(String listen, Optional<Instant> until) {}

    /** {@code count} ids from {@code inside} in the daemon's user namespace are the host's from {@code outside} on. */
    public record IdRange(long inside, long outside, long count) {}

    public Status {
        idMap = List.copyOf(idMap);
        processes = List.copyOf(processes);
        problems = List.copyOf(problems);
        log = List.copyOf(log);
    }

    /** {@code 0 -> 1000 (1), 1 -> 100000 (65536)}; empty while no daemon runs. */
    public Optional<String> idMapText() {
        return idMap.isEmpty() ? Optional.empty() : Optional.of(idMap.stream()
                .map(map -> map.inside() + " -> " + map.outside() + " (" + map.count() + ")")
                .collect(Collectors.joining(", ")));
    }

    /** {@code unix:///run/user/1000/docker.sock} */
    public Optional<String> dockerHost() {
        return socket.map(path -> "unix://" + path);
    }
}
