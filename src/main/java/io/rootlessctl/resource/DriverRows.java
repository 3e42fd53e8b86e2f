package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * RootlessKit's drivers, a row each: what they need and what they can. Sources: RootlessKit's documentation of its
 * network and port drivers, whose benchmark the speeds are from, Docker's of rootless mode, and dockerd-rootless.sh and
 * RootlessKit's checks of its options by version.
 */
final class DriverRows {
    /** Of dockerd, which from then on detaches the network namespace by itself. */
    static final Version DETACHES = Version.of(29, 5);
    /** Of RootlessKit, which from then on passes on where a TCP connection comes from. */
    static final Version KEEPS_SOURCES = Version.of(3);
    /** The containers' network unless another is declared. */
    static final String USUAL_CIDR = "10.0.2.0/24";
    private static final String DOCKER = "dockerd";
    private static final String ROOTLESSKIT = "rootlesskit";
    private static final String PASTA = "pasta";

    private DriverRows() {}

    /**
     * @param from the first version that will do
     * @param broken one that will not do all the same, with what follows its numbers
     */
    record Needed(String program, Version from, Optional<Version> broken) {
        static Needed of(String program, Integer... from) {
            return new Needed(program, Version.of(from), Optional.empty());
        }

        /** What is wrong with the version there; empty when nothing is. */
        Optional<String> objection(Version found) {
            if (found.compareTo(from) < 0) {
                return Optional.of("needs " + program + " " + from + " or newer, found " + found);
            }
            return broken.filter(version -> found.numbers().size() >= version.numbers().size()
                            && found.numbers().subList(0, version.numbers().size()).equals(version.numbers()))
                    .map(version -> "publishes no ports with " + program + " " + version + ", found " + found);
        }
    }

    /** What a driver can be told, as far as drivers differ. */
    enum Trait { CIDR, IPV6, HOST_LOOPBACK }

    /**
     * @param program that has to be installed; empty for what RootlessKit brings itself
     * @param speed in Gbit/s from a container to the host
     * @param mtu at which that was measured
     */
    record NetworkRow(
            NetworkDriver driver, Optional<String> program, List<Needed> needs, Set<Trait> traits, double speed, int mtu) {
        NetworkRow {
            needs = List.copyOf(needs);
            traits = Set.copyOf(traits);
        }
    }

    /** Whether a server in a container sees the address of its client, or that of a gateway. */
    enum SourceAddress { KEPT, LOST, KEPT_FOR_TCP }

    /**
     * @param networks the network drivers it goes with, and what each needs for that
     * @param takesPorts whether RootlessKit's API publishes ports with it while it runs
     * @param speed in Gbit/s from the host to a published port
     */
    record PortRow(
            PortDriver driver, Map<NetworkDriver, List<Needed>> networks, SourceAddress source, boolean ipv6,
            boolean takesPorts, double speed) {
        PortRow {
            networks = Map.copyOf(networks);
        }
    }

    /** In the order in which dockerd-rootless.sh prefers them; it never takes the last one by itself. */
    static final List<NetworkRow> NETWORKS = List.of(
            new NetworkRow(NetworkDriver.SLIRP4NETNS, Optional.of("slirp4netns"),
                    List.of(Needed.of("slirp4netns", 0, 4, 0)), EnumSet.allOf(Trait.class), 6.2, 65520),
            new NetworkRow(NetworkDriver.PASTA, Optional.of(PASTA),
                    List.of(Needed.of(DOCKER, 25), Needed.of(ROOTLESSKIT, 2), Needed.of(PASTA, 2023, 12, 4)),
                    EnumSet.allOf(Trait.class), 6.5, 65520),
            new NetworkRow(NetworkDriver.VPNKIT, Optional.of("vpnkit"), List.of(), Set.of(Trait.HOST_LOOPBACK), 0.1, 1500),
            new NetworkRow(NetworkDriver.GVISOR_TAP_VSOCK, Optional.empty(),
                    List.of(Needed.of(DOCKER, 29, 5), Needed.of(ROOTLESSKIT, 3)),
                    Set.of(Trait.CIDR, Trait.HOST_LOOPBACK), 5.4, 65520),
            new NetworkRow(NetworkDriver.LXC_USER_NIC, Optional.of("lxc-user-nic"), List.of(), Set.of(), 30.4, 1500));

    /** In the order of preference where several do. */
    static final List<PortRow> PORTS = List.of(
            new PortRow(PortDriver.BUILTIN,
                    Map.of(NetworkDriver.SLIRP4NETNS, List.of(), NetworkDriver.VPNKIT, List.of(),
                            NetworkDriver.GVISOR_TAP_VSOCK, List.of(), NetworkDriver.LXC_USER_NIC, List.of(),
                            NetworkDriver.PASTA, List.of(Needed.of(ROOTLESSKIT, 3, 1))),
                    SourceAddress.KEPT_FOR_TCP, true, true, 29.9),
            new PortRow(PortDriver.SLIRP4NETNS,
                    Map.of(NetworkDriver.SLIRP4NETNS, List.of(
                            new Needed(DOCKER, Version.of(0), Optional.of(Version.of(29, 0))))),
                    SourceAddress.KEPT, false, true, 8.0),
            new PortRow(PortDriver.IMPLICIT, Map.of(NetworkDriver.PASTA, List.of()), SourceAddress.KEPT, true, false, 37.6),
            new PortRow(PortDriver.PESTO,
                    Map.of(NetworkDriver.PASTA, List.of(
                            Needed.of(DOCKER, 29, 8), Needed.of(ROOTLESSKIT, 3, 1), Needed.of(PASTA, 2026, 5, 7))),
                    SourceAddress.KEPT, false, true, 0),
            new PortRow(PortDriver.GVISOR_TAP_VSOCK, Map.of(NetworkDriver.GVISOR_TAP_VSOCK, List.of()),
                    SourceAddress.LOST, false, true, 3.8));

    /** Before, nothing gave the namespace an address of IPv6, and pasta was told to announce none. */
    static final Needed IPV6_WITH_PASTA = Needed.of(ROOTLESSKIT, 2, 3, 1);

    private static final Map<NetworkDriver, NetworkRow> NETWORK_OF =
            NETWORKS.stream().collect(Collectors.toMap(NetworkRow::driver, Function.identity()));
    private static final Map<PortDriver, PortRow> PORT_OF =
            PORTS.stream().collect(Collectors.toMap(PortRow::driver, Function.identity()));

    static NetworkRow row(NetworkDriver driver) {
        return NETWORK_OF.get(driver);
    }

    static PortRow row(PortDriver driver) {
        return PORT_OF.get(driver);
    }

    /** From which version on a driver's own program is of use at all. */
    static Optional<Version> oldest(String program) {
        return NETWORKS.stream().filter(row -> row.program().filter(program::equals).isPresent())
                .flatMap(row -> row.needs().stream()).filter(needed -> needed.program().equals(program))
                .map(Needed::from).findFirst();
    }

    /**
     * The version there, where it is one that will not do; what has no readable version passes, and what the user's
     * daemon runs with, which costs no process to see.
     */
    static Optional<Version> tooOld(String program, Account account, HostView host) {
        return oldest(program).filter(_ -> !inUse(program, account, host)).flatMap(oldest ->
                host.version(program, account).found().filter(version -> version.compareTo(oldest) < 0));
    }

    private static boolean inUse(String program, Account account, HostView host) {
        return host.daemon(account).found().flatMap(daemon -> daemon.flag("net"))
                .filter(driver -> NETWORKS.stream().anyMatch(row -> row.program().filter(program::equals).isPresent()
                        && Settings.spelled(row.driver()).equals(driver))).isPresent();
    }
}
