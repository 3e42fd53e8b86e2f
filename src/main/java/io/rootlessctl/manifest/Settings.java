package io.rootlessctl.manifest;

import io.rootlessctl.model.Destination;
import io.rootlessctl.model.LintId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the file says for one user: one nested record a section.
 *
 * @param declared the dotted keys that the file has for this user, {@code network.mtu}; keys of
 *     {@code daemon.settings} are one level deep, {@code daemon.settings.log-driver}
 */
public record Settings(
        Daemon daemon, Network network, Storage storage, IdMap idMap, Cgroup cgroup, Ports ports, Expose expose,
        Client client, Limits limits, Lint lint, Optional<Install> install, Set<String> declared) {
    /** Whether the user is to have rootless Docker at all: {@code state = "absent"} takes back what we set. */
    public boolean wanted() {
        return daemon.state() != State.ABSENT;
    }


    /**
     * @param probe what has to be reached from its network for it to be healthy
     * @param settings daemon.json keys, each value as compact JSON text: {@code "local"} with its quotes, {@code 5}
     */
    public record Daemon(
            State state, Start start, ManagerChoice manager, PathTemplate dataRoot, PathTemplate socket,
            Restart restart, Duration readyTimeout, Optional<Destination> probe, SortedMap<String, String> settings) {
        public Daemon {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(settings)));
        }
    }

    public enum State { RUNNING, STOPPED, ABSENT }

    public enum Start { BOOT, LOGIN, MANUAL }

    public enum ManagerChoice { AUTO, SYSTEMD, DIRECT }

    /** When a daemon may be restarted: whenever a change asks for it, only while no container runs, or not at all. */
    public enum Restart { WHEN_NEEDED, WHEN_IDLE, NEVER }

    /**
     * @param mtu bytes
     * @param cidr an IPv4 network address with its prefix length, {@code 10.0.2.0/24}
     */
    public record Network(
            Optional<NetworkDriver> driver, Optional<PortDriver> portDriver, Optional<Integer> mtu,
            Optional<String> cidr, Optional<Boolean> ipv6, SourceIp sourceIp, Optional<Boolean> hostLoopback,
            Optional<Boolean> detachNetns, Optional<Boolean> ping, boolean bypass4netns) {
        public static final Network UNDECLARED = new Network(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), SourceIp.ANY,
                Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** RootlessKit's network drivers; {@code auto} in the file is an empty {@code Optional}. */
    public enum NetworkDriver { SLIRP4NETNS, PASTA, VPNKIT, LXC_USER_NIC, GVISOR_TAP_VSOCK }

    /** RootlessKit's port drivers; {@code auto} in the file is an empty {@code Optional}. */
    public enum PortDriver { BUILTIN, SLIRP4NETNS, IMPLICIT, GVISOR_TAP_VSOCK, PESTO }

    public enum SourceIp { ANY, PRESERVE }

    public record Storage(Optional<StorageDriver> driver) {}

    /** {@code auto} in the file is an empty {@code Optional}. */
    public enum StorageDriver { OVERLAY2, FUSE_OVERLAYFS, BTRFS, VFS }

    /**
     * @param size subordinate ids the user needs at the least
     * @param start the first one; empty for the first free range
     * @param change whether another range may replace one that data belongs to
     */
    public record IdMap(long size, Optional<Long> start, IdMapChange change) {
        /** Whether both declare where they start, and that they have ids in common. */
        boolean overlaps(IdMap other) {
            return start.isPresent() && other.start.isPresent()
                    && start.get() < other.start.get() + other.size && other.start.get() < start.get() + size;
        }
    }

    public enum IdMapChange { REFUSE, ALLOW }

    public record Cgroup(Optional<List<String>> controllers) {}

    public record Ports(Optional<Privileged> privileged, Optional<Integer> unprivilegedStart, List<Publish> publish) {
        public Ports {
            publish = List.copyOf(publish);
        }
    }

    public enum Privileged { DENY, SYSCTL, CAPABILITY }

    /** @param spec as RootlessKit writes it, {@code 127.0.0.1:8080:80/tcp} */
    public record Publish(String spec) {}

    public record Expose(Optional<Tcp> tcp, boolean ssh) {}

    /**
     * @param listen host and port, {@code 127.0.0.1:2376}
     * @param names what clients call the server besides what the host itself knows
     */
    public record Tcp(String listen, Tls tls, List<String> names) {
        public Tcp {
            names = List.copyOf(names);
        }
    }

    public sealed interface Tls {
        record Files(PathTemplate ca, PathTemplate cert, PathTemplate key) implements Tls {}

        record Generate() implements Tls {}

        record Off() implements Tls {}
    }

    /** @param context the docker context to create and select; empty when none is declared */
    public record Client(Optional<String> context, List<Shell> shell) {
        public Client {
            shell = List.copyOf(shell);
        }
    }

    public enum Shell { BASH, FISH, ZSH }

    public record Limits(Optional<Long> nofile, Optional<Long> nproc) {}

    /**
     * @param ignore advice that is not to be shown
     * @param strict whether what could be said of most set-ups is to be shown too
     */
    public record Lint(List<LintId> ignore, boolean strict) {
        public Lint {
            ignore = List.copyOf(ignore);
        }
    }

    /**
     * @param from archives, single programs, or directories of both
     * @param sha256 one sum for each of them; empty where a file SHA256SUMS beside them has the sums
     */
    public record Install(List<PathTemplate> from, Optional<List<String>> sha256) {
        public Install {
            from = List.copyOf(from);
            sha256 = sha256.map(List::copyOf);
        }
    }

    public Settings {
        declared = Set.copyOf(declared);
    }

    /** As rootless.toml spells an enum constant: {@code WHEN_IDLE} is {@code when-idle}. */
    public static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
