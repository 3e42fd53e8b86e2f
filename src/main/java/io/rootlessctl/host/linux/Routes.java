package io.rootlessctl.host.linux;

import io.rootlessctl.host.HostNetwork;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Observation;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The IPv4 networks of this host: its routes but the default one, and those of its addresses. Of /proc/net/route, whose
 * numbers are hexadecimal with the bytes in reverse:
 *
 * <pre>
 * Iface Destination Gateway  Flags RefCnt Use Metric Mask     MTU Window IRTT
 * eth0  000200C0    00000000 0001  0      0   0      00FFFFFF 0   0      0
 * </pre>
 */
final class Routes {
    private static final Path FILE = Path.of("/proc/net/route");
    private static final String BITS = "[0-9A-Fa-f]{8}";
    private static final int MASK = 7;
    /** Of a network that is for documentation and nobody has. */
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.1");

    private Routes() {}

    static Observation<List<HostNetwork>> read() {
        return FileLook.text(FILE).flatMap(text -> {
            var all = new LinkedHashSet<>(parse(text.content()));
            try {
                all.addAll(addresses());
            } catch (SocketException problem) {
                return new Observation.Unreadable<>("network interfaces", problem.getMessage());
            }
            return Observation.present(List.copyOf(all));
        });
    }

    /** Lines that are not understood are left out: later kernels may add some. */
    static List<HostNetwork> parse(String text) {
        var networks = new ArrayList<HostNetwork>();
        text.lines().skip(1).map(line -> line.strip().split("\\s+")).filter(fields -> fields.length > MASK)
                .filter(fields -> fields[1].matches(BITS) && fields[MASK].matches(BITS)).forEach(fields -> {
                    int prefix = Integer.bitCount(bits(fields[MASK]));
                    if (prefix > 0) {
                        networks.add(new HostNetwork(new Ipv4Network(bits(fields[1]), prefix), fields[0]));
                    }
                });
        return networks;
    }

    /** The source that the kernel would choose for a packet to elsewhere; a datagram socket's connect sends none. */
    static Optional<String> primaryAddress() {
        try (var socket = new DatagramSocket()) {
            socket.connect(ELSEWHERE, 9);
            return Optional.of(socket.getLocalAddress()).filter(address -> address instanceof Inet4Address)
                    .filter(address -> !address.isAnyLocalAddress() && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress);
        } catch (SocketException | UncheckedIOException _) {
            // No route leads there.
            return Optional.empty();
        }
    }

    private static int bits(String hexadecimal) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hexadecimal, 16));
    }

    private static List<HostNetwork> addresses() throws SocketException {
        var networks = new ArrayList<HostNetwork>();
        var interfaces = NetworkInterface.getNetworkInterfaces();
        while (interfaces != null && interfaces.hasMoreElements()) {
            var device = interfaces.nextElement();
            device.getInterfaceAddresses().stream().filter(address -> address.getAddress() instanceof Inet4Address)
                    .map(address -> new Ipv4Network(ByteBuffer.wrap(address.getAddress().getAddress()).getInt(),
                            address.getNetworkPrefixLength()))
                    .forEach(network -> networks.add(new HostNetwork(network, device.getName())));
        }
        return networks;
    }
}
