package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.SourceIp;
import java.util.Optional;
import java.util.function.Function;

/** {@code [network]}: RootlessKit's drivers and what they are told. */
final class NetworkSection {
    private static final Syntax<Optional<NetworkDriver>> DRIVER = Syntax.orAuto(Syntax.choice(NetworkDriver.class));
    private static final Syntax<Optional<PortDriver>> PORT_DRIVER = Syntax.orAuto(Syntax.choice(PortDriver.class));
    private static final Syntax<SourceIp> SOURCE_IP = Syntax.choice(SourceIp.class);
    private static final Syntax<Optional<Boolean>> BOOL_OR_AUTO = Syntax.orAuto(Syntax.BOOL);
    /** 68 is the least of IPv4, 65521 the most of RootlessKit. */
    private static final Syntax<Long> MTU = Syntax.number(68, 65_521, " bytes");

    private NetworkSection() {}

    static Network decode(Table table) {
        var network = new Network(
                table.get("driver", DRIVER).flatMap(Function.identity()),
                table.get("port-driver", PORT_DRIVER).flatMap(Function.identity()),
                table.get("mtu", MTU).map(Long::intValue),
                table.get("cidr", AddressSyntax.CIDR),
                table.get("ipv6", Syntax.BOOL),
                table.get("source-ip", SOURCE_IP).orElse(SourceIp.ANY),
                table.get("host-loopback", Syntax.BOOL),
                table.get("detach-netns", BOOL_OR_AUTO).flatMap(Function.identity()),
                table.get("ping", Syntax.BOOL),
                table.get("bypass4netns", Syntax.BOOL).orElse(false));
        new NetworkRules(network, table).check();
        return network;
    }
}
