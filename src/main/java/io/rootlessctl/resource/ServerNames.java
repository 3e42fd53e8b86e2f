package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.HostName;
import io.rootlessctl.manifest.Settings.Tcp;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What clients may call a server that listens at an address: the names and addresses for its certificate. */
final class ServerNames {
    private ServerNames() {}

    /**
     * Those that a new certificate gets: where the server listens on all addresses, each that the host has. One that comes
     * or goes later makes no certificate wrong.
     */
    static List<String> issued(Tcp tcp, HostView host) {
        var names = new LinkedHashSet<>(of(tcp, host));
        if (InetAddress.ofLiteral(TcpApi.spec(tcp.listen()).parentIp()).isAnyLocalAddress()) {
            names.addAll(host.addresses().global());
        }
        return List.copyOf(names);
    }

    /** Those that it has to have. */
    static List<String> of(Tcp tcp, HostView host) {
        var ip = TcpApi.spec(tcp.listen()).parentIp();
        var address = InetAddress.ofLiteral(ip);
        Set<String> names = new LinkedHashSet<>();
        if (address.isAnyLocalAddress()) {
            host.addresses().primary().ifPresent(names::add);
            names.addAll(List.of("127.0.0.1", "::1"));
        } else {
            names.add(ip);
        }
        if (!address.isLoopbackAddress()) {
            hostName(host).ifPresent(names::add);
        }
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            names.add("localhost");
        }
        names.addAll(tcp.names());
        return List.copyOf(names);
    }

    /** The host's own name, where it is one that a certificate can hold. */
    static Optional<String> hostName(HostView host) {
        return host.sysctl("kernel.hostname").found().filter(name -> HostName.is(name) && name.length() < 64);
    }
}
