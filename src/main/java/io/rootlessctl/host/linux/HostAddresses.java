package io.rootlessctl.host.linux;

import io.rootlessctl.host.AddressView;
import io.rootlessctl.host.HostNetwork;
import io.rootlessctl.model.Observation;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This host's, from the kernel. */
final class HostAddresses implements AddressView {
    private final Memory memory;

    HostAddresses(Memory memory) {
        this.memory = memory;
    }

    @Override
    public Optional<String> primary() {
        return Routes.primaryAddress();
    }

    @Override
    public Observation<List<HostNetwork>> networks() {
        return memory.of(List.of("networks"), Routes::read);
    }

    /** Without the scope of IPv6, {@code 2001:db8:0:0:0:0:0:7}. */
    @Override
    public List<String> global() {
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
    @Override
    public boolean bindable(String ip) {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(ip), 0))) {
            return socket.isBound();
        } catch (SocketException problem) {
            // What is refused for another reason, as too many open files, says nothing of an IPv4 address.
            return ip.indexOf(':') < 0 && !(problem instanceof BindException);
        }
    }
}
