package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Published;
import io.rootlessctl.host.Engine.Use;
import io.rootlessctl.host.FakeHost;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("T15-T18: what is otherwise without root is told of where a daemon is used so, and not elsewhere")
class RootlessLimitsTest {
    private static final String NET = "DOCKERD_ROOTLESS_ROOTLESSKIT_NET";
    private static final String MTU = "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU";
    private static final String PORTS = "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER";
    private static final String FLAGS = "DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS";
    private static final Published WEB = new Published("tcp", 8080);

    private static FakeHost running(Map<String, String> variables) {
        var host = FakeHost.debian().program("/usr/sbin/dockerd", "29.5.0").program("/usr/bin/rootlesskit", "3.0.1")
                .program("/usr/bin/pasta", "2025.05.12").program("/usr/bin/vpnkit", "0.5.0");
        host.writer().startByHand("alice", new TreeMap<>(variables));
        return host;
    }

    private static FakeHost with(FakeHost host, String name, List<Published> ports, Use... uses) {
        return host.container("alice", new Container(name, "app:1", "no", ports, Set.of(uses)));
    }

    private static List<Symptom> found(FakeHost host, String toml) {
        var user = Scene.of(host, "schema = 1\n" + toml + "\n[[users]]\nname = \"alice\"\n").declaration().users().getFirst();
        return RootlessLimits.of(user, host);
    }

    private static List<String> codes(FakeHost host, String toml) {
        return found(host, toml).stream().map(Symptom::code).toList();
    }

    @Test
    void nothingOfADaemonThatIsNotThere() {
        assertEquals(List.of(), codes(FakeHost.debian(), ""));
        assertEquals(List.of(), codes(running(Map.of(MTU, "65520")), ""));
    }

    @ParameterizedTest
    @CsvSource({"slirp4netns, 1500, network-slow", "slirp4netns, 65520,", "pasta, 1400, network-slow", "vpnkit, 1500, vpnkit-slow"})
    @DisplayName("T17: small packets through a program, unless they are declared; vpnkit")
    void slow(String driver, String mtu, String code) {
        var host = running(Map.of(NET, driver, MTU, mtu));
        assertEquals(code == null ? List.of() : List.of(code), codes(host, ""));
        assertEquals(driver.equals("vpnkit") ? List.of(code) : List.of(), codes(host, "network.mtu = 1500"));
    }

    @ParameterizedTest
    @CsvSource({"builtin, source-ip-lost", "slirp4netns,"})
    @DisplayName("T18: a published port of a driver that puts its own address in place of the client's")
    void sourceAddress(String driver, String code) {
        var host = with(running(Map.of(MTU, "65520", PORTS, driver)), "web", List.of(WEB));
        assertEquals(code == null ? List.of() : List.of(code), codes(host, ""));
        assertEquals(List.of(), codes(running(Map.of(MTU, "65520", PORTS, driver)), ""));
    }

    @Test
    @DisplayName("T18: RootlessKit 3.0 keeps the address of TCP without the userland proxy")
    void sourceAddressKept() {
        var host = with(running(Map.of(MTU, "65520", PORTS, "builtin")), "web", List.of(WEB));
        assertEquals(List.of(), codes(host.file("/home/alice/.config/docker/daemon.json", "{\"userland-proxy\": false}"), ""));
    }

    @Test
    @DisplayName("T15 T16 moby#41904: containers without published ports, on the host's network, or with a name for the host")
    void containers() {
        var host = running(Map.of(MTU, "65520"));
        for (var name : List.of("d", "c", "b", "a")) {
            with(host, name, List.of(), Use.UNPUBLISHED);
        }
        with(host, "agent", List.of(), Use.HOST_NETWORK);
        with(host, "proxy", List.of(), Use.HOST_GATEWAY);
        assertEquals(List.of(new Symptom("container-unreachable", Map.of("containers", "a, b, c and 1 more")),
                new Symptom("host-network-ports", Map.of("containers", "agent")),
                new Symptom("host-unreachable", Map.of("containers", "proxy"))), found(host, ""));
    }

    @Test
    @DisplayName("moby#41904: with the host's loopback open a name for the host is of use")
    void loopbackOpen() {
        var host = running(Map.of(MTU, "65520", FLAGS, "--disable-host-loopback=false"));
        assertEquals(List.of(), codes(with(host, "proxy", List.of(), Use.HOST_GATEWAY), ""));
    }

    @Test
    @DisplayName("moby#48257: IPv6 is on in daemon.json, and RootlessKit routes none")
    void ipv6() {
        var json = "{\"ipv6\": true}";
        assertEquals(List.of("no-ipv6"), codes(running(Map.of(MTU, "65520"))
                .file("/home/alice/.config/docker/daemon.json", json), ""));
        assertEquals(List.of(), codes(running(Map.of(MTU, "65520", FLAGS, "--ipv6"))
                .file("/home/alice/.config/docker/daemon.json", json), ""));
    }
}
