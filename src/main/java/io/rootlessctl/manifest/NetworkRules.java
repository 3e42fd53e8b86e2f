package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.SourceIp;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Choices of {@code [network]} that exclude each other. A driver that is not declared goes with everything; what else
 * depends on the installed versions is for the plan, which knows them.
 */
final class NetworkRules {
    private static final Set<NetworkDriver> WITH_CIDR =
            EnumSet.of(NetworkDriver.SLIRP4NETNS, NetworkDriver.PASTA, NetworkDriver.GVISOR_TAP_VSOCK);
    private static final Set<NetworkDriver> WITH_IPV6 = EnumSet.of(NetworkDriver.SLIRP4NETNS, NetworkDriver.PASTA);
    private static final Set<NetworkDriver> KEEPING_SOURCE = WITH_IPV6;
    private static final Set<PortDriver> PORTS_KEEPING_SOURCE =
            EnumSet.of(PortDriver.SLIRP4NETNS, PortDriver.IMPLICIT, PortDriver.PESTO);

    private final Network network;
    private final Table table;

    NetworkRules(Network network, Table table) {
        this.network = network;
        this.table = table;
    }

    void check() {
        checkPortDriver();
        checkSourceIp();
        if (network.cidr().isPresent()) {
            checkDriver("cidr", WITH_CIDR, "the others have no network to choose");
        }
        if (network.ipv6().orElse(false)) {
            checkDriver("ipv6", WITH_IPV6, "RootlessKit routes IPv6 with no other");
        }
    }

    private void checkPortDriver() {
        if (network.driver().isEmpty() || network.portDriver().isEmpty()) {
            return;
        }
        var port = network.portDriver().get();
        var needed = networkOf(port);
        if (needed.isPresent() && !needed.equals(network.driver())) {
            table.conflict("port-driver", "driver", "driver " + Settings.spelled(needed.get())
                    + " with port-driver " + Settings.spelled(port) + ", which is made for it alone");
        }
    }

    /** The one network driver that a port driver is made for; empty for the one that goes with several. */
    private static Optional<NetworkDriver> networkOf(PortDriver port) {
        return switch (port) {
            case BUILTIN -> Optional.empty();
            case SLIRP4NETNS -> Optional.of(NetworkDriver.SLIRP4NETNS);
            case IMPLICIT, PESTO -> Optional.of(NetworkDriver.PASTA);
            case GVISOR_TAP_VSOCK -> Optional.of(NetworkDriver.GVISOR_TAP_VSOCK);
        };
    }

    private void checkSourceIp() {
        if (network.sourceIp() != SourceIp.PRESERVE) {
            return;
        }
        checkDriver("source-ip", KEEPING_SOURCE, "the others lose the address of the client");
        if (network.portDriver().map(port -> !PORTS_KEEPING_SOURCE.contains(port)).orElse(false)) {
            table.conflict("source-ip", "port-driver", "source-ip preserve with port-driver "
                    + spelled(PORTS_KEEPING_SOURCE) + ": " + (network.portDriver().get() == PortDriver.BUILTIN
                            ? "builtin keeps the address for TCP alone, and only since RootlessKit 3.0"
                            : "the others lose the address of the client"));
        }
    }

    private void checkDriver(String key, Set<NetworkDriver> fitting, String reason) {
        if (network.driver().map(driver -> !fitting.contains(driver)).orElse(false)) {
            table.conflict(key, "driver", key + " with driver " + spelled(fitting) + ": " + reason);
        }
    }

    private static String spelled(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Settings::spelled).collect(Collectors.joining(" or "));
    }
}
