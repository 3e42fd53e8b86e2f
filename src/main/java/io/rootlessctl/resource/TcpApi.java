package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.Tcp;
import io.rootlessctl.manifest.Settings.Tls;
import io.rootlessctl.model.CertificateOrder.Part;
import io.rootlessctl.model.PortSpec;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the API comes to be reached over TCP: dockerd listens where it is, and where that is RootlessKit's network
 * namespace, RootlessKit forwards to it from the host.
 *
 * <table>
 * <caption>Where dockerd listens for {@code listen = "192.0.2.7:2376"}</caption>
 * <tr><th>port driver</th><th>dockerd</th><th>RootlessKit</th></tr>
 * <tr><td>none needed: a detached network namespace</td><td>192.0.2.7:2376 of the host</td><td>-</td></tr>
 * <tr><td>builtin</td><td>127.0.0.1:2376, which no container reaches</td><td>-p 192.0.2.7:2376:2376/tcp</td></tr>
 * <tr><td>implicit</td><td>as declared, and only all addresses can be</td><td>forwards all there is</td></tr>
 * <tr><td>others</td><td>0.0.0.0:2376, which containers reach too</td><td>-p 192.0.2.7:2376:2376/tcp</td></tr>
 * </table>
 *
 * @param address where dockerd listens
 * @param publish what RootlessKit forwards; empty where it does not, or does so by itself
 * @param objection why it cannot be had with this port driver
 */
record TcpApi(Tcp tcp, String address, Optional<PortSpec> publish, Optional<String> objection) {
    private static final String ALL = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";

    /** Empty where it is not declared. */
    static Optional<TcpApi> of(Declaration.User user, HostView host) {
        return user.settings().expose().tcp().filter(_ -> user.wanted()).map(tcp -> of(tcp, user, host));
    }

    private static TcpApi of(Tcp tcp, Declaration.User user, HostView host) {
        var spec = spec(tcp.listen());
        var facts = new NetworkFacts(host, user.account(), user.settings());
        if (user.settings().network().detachNetns().orElseGet(() ->
                facts.version("dockerd").filter(found -> found.atLeast(DriverRows.DETACHES)).isPresent())) {
            return new TcpApi(tcp, tcp.listen(), Optional.empty(), Optional.empty());
        }
        var named = UserNetwork.named(user.settings(), user.account(), host);
        var driver = named.port().orElseGet(() ->
                facts.portByItself(UserNetwork.driver(user.settings(), user.account(), host)));
        return switch (driver) {
            case BUILTIN -> new TcpApi(tcp, at(LOOPBACK, spec), Optional.of(spec), Optional.empty());
            case IMPLICIT -> implicit(tcp, spec, user.settings().network().ipv6().orElse(false));
            case SLIRP4NETNS, GVISOR_TAP_VSOCK, PESTO -> new TcpApi(tcp, at(ALL, spec), Optional.of(spec),
                    ipv4(spec, driver).or(() -> open(tcp)));
        };
    }

    /** {@code [::1]:2376} as what RootlessKit forwards from there. */
    static PortSpec spec(String listen) {
        return PortSpec.parse(listen + listen.substring(listen.lastIndexOf(':')) + "/tcp");
    }

    private static String at(String ip, PortSpec spec) {
        return ip + ":" + spec.childPort();
    }

    /**
     * What pasta forwards arrives in the namespace with its family, and what comes from the host's loopback does, from its
     * release of 2024-10 on, no longer on the namespace's: dockerd has to listen on all addresses there.
     */
    private static TcpApi implicit(Tcp tcp, PortSpec spec, boolean ipv6) {
        var ip = InetAddress.ofLiteral(spec.parentIp());
        boolean narrow = !ip.isAnyLocalAddress();
        boolean six = ip instanceof Inet6Address;
        return new TcpApi(tcp, at(six ? "[::]" : ALL, spec), Optional.empty(), open(tcp).or(() -> six && !ipv6
                ? Optional.of("port driver implicit forwards IPv6 with network.ipv6 = true only; declare that, or an IPv4 address")
                : Optional.of("port driver implicit forwards from all addresses of the host, not from " + tcp.listen()
                        + " alone; declare listen = \"0.0.0.0:" + spec.parentPort()
                        + "\", or network.driver = \"slirp4netns\" with network.port-driver = \"builtin\"").filter(_ -> narrow)));
    }

    private static Optional<String> ipv4(PortSpec spec, PortDriver driver) {
        return spec.parentIp().indexOf(':') < 0 ? Optional.empty()
                : Optional.of("port driver " + Settings.spelled(driver) + " forwards IPv4 only; declare an IPv4 address, or "
                        + "network.port-driver = \"builtin\"");
    }

    /** Whoever reaches an API without TLS is the user: a container must not. */
    private static Optional<String> open(Tcp tcp) {
        return tcp.tls() instanceof Tls.Off ? Optional.of("tls is \"off\", and with this port driver containers would reach "
                + "the API too; declare network.port-driver = \"builtin\", or tls = \"generate\"") : Optional.empty();
    }

    /** The keys of daemon.json, but for {@code hosts}. */
    static SortedMap<String, String> keys(Declaration.User user, HostView host) {
        var keys = new TreeMap<String, String>();
        user.settings().expose().tcp().filter(_ -> user.wanted()).ifPresent(tcp -> {
            switch (tcp.tls()) {
                // The word by which dockerd knows that nobody has forgotten it.
                case Tls.Off() -> keys.put("tls", "false");
                case Tls.Generate _, Tls.Files _ -> keys.put("tlsverify", "true");
            }
            files(user, host).ifPresent(files -> {
                keys.put("tlscacert", JsonText.quoted(files.ca().toString()));
                keys.put("tlscert", JsonText.quoted(files.cert().toString()));
                keys.put("tlskey", JsonText.quoted(files.key().toString()));
            });
        });
        return keys;
    }

    /** What the server is given, by whomever it was made. */
    record Files(Path ca, Path cert, Path key) {}

    static Optional<Files> files(Declaration.User user, HostView host) {
        return user.settings().expose().tcp().filter(_ -> user.wanted()).flatMap(tcp -> switch (tcp.tls()) {
            case Tls.Off() -> Optional.<Files>empty();
            case Tls.Files(var ca, var cert, var key) ->
                    Optional.of(new Files(user.expand(ca), user.expand(cert), user.expand(key)));
            case Tls.Generate() -> {
                var order = Certificates.order(user, host);
                yield Optional.of(new Files(order.at(Part.AUTHORITY), order.at(Part.SERVER), order.at(Part.SERVER_KEY)));
            }
        });
    }
}
