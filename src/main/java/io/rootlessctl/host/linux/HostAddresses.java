package io.rootlessctl.host.linux;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The host's own IP addresses. */
final class HostAddresses {
    private HostAddresses() {}

    /** Without the scope of IPv6, {@code 2001:db8:0:0:0:0:0:7}. */
    static List<String> global() {
        var found = new ArrayList<String>();
        try {
            var interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces != null && interfaces.hasMoreElements()) {
                interfaces.nextElement().getInterfaceAddresses().stream().map(InterfaceAddress::getAddress)
                        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                        .map(address -> address.getHostAddress().replaceAll("%.*", "")).forEach(found::add);
            }
        } catch (SocketException _) {
            // Where they cannot be listed, none is known.
            return List.of();
        }
        return List.copyOf(found);
    }

    /**
     * Asks the kernel, as local routes and {@code ip_nonlocal_bind} count too: a socket of UDP at a port of its choice,
     * which nothing goes through.
     */
    static boolean bindable(String ip) {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(ip), 0))) {
            return socket.isBound();
        } catch (SocketException problem) {
            // What is refused for another reason, as too many open files, says nothing of an IPv4 address.
            return ip.indexOf(':') < 0 && !(problem instanceof BindException);
        }
    }
}
