package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Published;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.host.Listener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("T20: what is fine by itself and known not to work together, within the versions it is known of and not beyond")
class CombinationsTest {
    private static final String FLAGS = "DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS";
    private static final String DETACH = "DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS";
    private static final String PORTS = "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER";

    private static FakeHost docker(String docker, String rootlessKit) {
        return FakeHost.debian().program("/usr/sbin/dockerd", docker).program("/usr/bin/rootlesskit", rootlessKit);
    }

    private static FakeHost running(FakeHost host, Map<String, String> variables) {
        host.writer().startByHand("alice", new TreeMap<>(variables));
        return host;
    }

    private static List<String> codes(FakeHost host, String toml) {
        var user = Scene.of(host, "schema = 1\n" + toml + "\n[[users]]\nname = \"alice\"\n").declaration().users().getFirst();
        return Combinations.of(user, host).stream().map(Symptom::code).toList();
    }

    private static List<String> found(String code) {
        return code == null ? List.of() : List.of(code);
    }

    @ParameterizedTest
    @CsvSource({"28.5.2,", "29.0.0, slirp4netns-port-driver", "29.0.4, slirp4netns-port-driver", "29.1.2,"})
    @DisplayName("moby#51591: port driver slirp4netns with Docker 29.0, declared or running")
    void slirp4netnsPortDriver(String docker, String code) {
        assertEquals(found(code), codes(docker(docker, "2.3.5"), "network.port-driver = \"slirp4netns\""));
        assertEquals(found(code), codes(running(docker(docker, "2.3.5"), Map.of(PORTS, "slirp4netns")), ""));
        assertEquals(List.of(), codes(running(docker(docker, "2.3.5"), Map.of()), ""));
    }

    @ParameterizedTest
    @CsvSource({"2.3.5, 53/udp,", "3.0.0, 53/udp, udp-replies-lost", "3.0.0, 53/tcp,", "3.0.1, 53/udp,"})
    @DisplayName("rootlesskit#592: RootlessKit 3.0.0 with a UDP port that its own driver forwards")
    void udpReplies(String rootlessKit, String port, String code) {
        var host = running(docker("29.5.0", rootlessKit), Map.of());
        host.writer().publishByHand("alice", "0.0.0.0:5353:" + port);
        assertEquals(found(code), codes(host, ""));
    }

    @ParameterizedTest
    @CsvSource({"20.10.24, userland-proxy-off", "27.5.1, userland-proxy-off", "28.0.0,"})
    @DisplayName("moby#43090: userland-proxy = false before Docker 28, declared or in the file")
    void userlandProxy(String docker, String code) {
        var host = docker(docker, "1.1.0");
        assertEquals(found(code), codes(host, "daemon.settings.userland-proxy = false"));
        assertEquals(List.of(), codes(host, "daemon.settings.userland-proxy = true"));
        assertEquals(found(code), codes(host.file("/home/alice/.config/docker/daemon.json", "{\"userland-proxy\": false}"), ""));
    }

    @ParameterizedTest
    @CsvSource({"28.5.2,", "29.4.0,", "29.5.0, host-loopback-detached"})
    @DisplayName("moby#52692: the host's loopback is to be reached under a network namespace that is detached by default")
    void hostLoopbackDeclared(String docker, String code) {
        assertEquals(found(code), codes(docker(docker, "3.0.1"), "network.host-loopback = true"));
        assertEquals(List.of(), codes(docker(docker, "3.0.1"), "network.host-loopback = true\nnetwork.detach-netns = false"));
        assertEquals(List.of(), codes(docker(docker, "3.0.1"), ""));
    }

    @Test
    @DisplayName("moby#52692: the same of a daemon that runs")
    void hostLoopbackRunning() {
        var open = "--disable-host-loopback=false";
        assertEquals(List.of("host-loopback-detached"),
                codes(running(docker("29.5.0", "3.0.1"), Map.of(FLAGS, open, DETACH, "true")), ""));
        assertEquals(List.of(), codes(running(docker("29.5.0", "3.0.1"), Map.of(FLAGS, open)), ""));
        assertEquals(List.of(), codes(running(docker("29.5.0", "3.0.1"), Map.of(DETACH, "true")), ""));
    }

    @ParameterizedTest
    @CsvSource({"28.5.2, 5.10.0-9-amd64,", "29.0.0, 5.10.0-9-amd64, snapshotter-needs-overlay", "29.0.0, 5.11.0,"})
    @DisplayName("moby#53029: containerd's store of Docker 29 with a kernel before 5.11")
    void snapshotter(String docker, String kernel, String code) {
        var host = docker(docker, "2.3.5").withKernel(kernel, Cgroups.V2);
        assertEquals(found(code), codes(host, ""));
        assertEquals(List.of(), codes(host, "daemon.settings.features = { containerd-snapshotter = false }"));
        assertEquals(List.of(), codes(host, "storage.driver = \"fuse-overlayfs\""));
    }

    @Test
    @DisplayName("slirp4netns#280: the daemon's network is one of the host's, unless another is declared")
    void overlap() {
        var host = FakeHost.debian().network("10.0.0.0/16", "eth0");
        assertEquals(List.of("network-overlaps"), codes(host, ""));
        assertEquals(List.of(), codes(host, "network.cidr = \"10.41.0.0/24\""));
    }

    @Test
    @DisplayName("moby#52933: a port that a container publishes and nobody listens on")
    void unbound() {
        for (boolean detached : List.of(true, false)) {
            var host = running(docker("29.5.0", "3.0.1"), Map.of(DETACH, Boolean.toString(detached)));
            host.container("alice", new Container("web", "nginx", "no",
                    List.of(new Published("tcp", 8080), new Published("tcp", 8081), new Published("udp", 8081))));
            host.listener(new Listener("tcp", "0.0.0.0", 8081, 1000, Optional.empty()));
            var code = detached ? "port-not-bound-detached" : "port-not-bound";
            assertEquals(List.of(code, code), codes(host, ""));
        }
    }
}
