package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.NetworkTraffic.Drivers;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker 26.1 and RootlessKit 2.0 under systemd: through override.conf to real traffic. */
@OnVirtualHost("trixie")
@Order(4)
class NetworkVmIT {
    @ParameterizedTest
    @CsvSource({"slirp4netns, builtin, false, true, true", "slirp4netns, slirp4netns, true, true, false",
        "pasta, implicit, true, false, false"})
    @DisplayName("N1 N2 N3 N4 N5: each pair of drivers on Debian 13, by its traffic")
    void carriesTrafficAsDeclared(String network, String port, boolean kept, boolean ipv6, boolean ports6,
            @WithDaemon VirtualHost host) {
        NetworkTraffic.isAsDeclared(host, new Drivers(network, port, kept, ipv6, ports6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtin", "slirp4netns"})
    @DisplayName("C5: with each port driver a restart by hand makes declared ports drift, and apply puts them back without another")
    void putsPortsBack(String port, @WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("[network]\ndriver = \"slirp4netns\"\nport-driver = \"" + port
                + "\"\n[[ports.publish]]\nspec = \"127.0.0.1:8081:80/tcp\"\n[[ports.publish]]\nspec = \"0.0.0.0:8082:80/tcp\"\n");
        alice.apply().expect(0);
        alice.docker("run -d --restart always --net host bb /bin/busybox httpd -f -p 80 -h /bin").expect(0);
        assertAnswers(alice);
        alice.systemctl("restart docker.service").expect(0);
        var drift = alice.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
        assertTrue(drift.contains("published-port[127.0.0.1:8081/tcp]") && drift.contains("published-port[0.0.0.0:8082/tcp]"), drift);
        var dockerd = alice.dockerd();
        alice.apply().expect(0);
        assertEquals(dockerd, alice.dockerd());
        assertAnswers(alice);
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    private static void assertAnswers(VirtualUser user) {
        for (var address : List.of("127.0.0.1:8081", "10.0.99.15:8082")) {
            user.run("for i in $(seq 20); do busybox wget -q -O /dev/null http://" + address + "/busybox && exit; sleep 1; done; exit 1")
                    .expect(0);
        }
        assertNotEquals(0, user.run("busybox wget -q -T 3 -O /dev/null http://10.0.99.15:8081/busybox").exit());
    }

    @Test
    @DisplayName("N1 N2: lxc-user-nic is refused until root has given the bridge and the line, then carries traffic")
    void usesTheBridgeOfLxc(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        var root = host.user("root");
        alice.declare("[network]\ndriver = \"lxc-user-nic\"\n");
        var before = alice.files();
        assertRefused(alice, "lxc-user-nic needs the bridge lxcbr0");
        root.run("systemctl start lxc-net.service").expect(0);
        assertRefused(alice, "lxc-user-nic needs a line \"alice veth lxcbr0 1\" in /etc/lxc/lxc-usernet");
        assertEquals(before, alice.files());

        root.run("echo alice veth lxcbr0 1 >>/etc/lxc/lxc-usernet").expect(0);
        var drivers = new Drivers("lxc-user-nic", "builtin", false, false, true);
        alice.apply().expect(0);
        NetworkTraffic.serve(alice);
        NetworkTraffic.assertServed(alice, drivers);
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    private static void assertRefused(VirtualUser user, String reason) {
        var refused = user.apply().expect(3).out().replaceAll("\\s+", " ");
        assertTrue(refused.contains(reason), refused);
    }

    @Test
    @DisplayName("N1 N5: a pasta that is too old, first on the user's PATH, and a network that a route leads to: nothing is changed")
    void refusesAnOldPastaAndANetworkOfARoute(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        host.user("root").run("ip route add 10.41.0.0/16 via 10.0.99.2").expect(0);
        alice.write("bin/pasta", "#!/bin/sh\necho 'pasta 0.0~git20230309.7c7625d-1'\n");
        alice.run("chmod 755 bin/pasta").expect(0);
        alice.declare("[network]\nmtu = 1400\ncidr = \"10.41.7.0/24\"\n");
        var before = alice.files();
        var dockerd = alice.dockerd();
        assertRefused(alice, "network.cidr: 10.41.7.0/24 overlaps with 10.41.0.0/16 (");
        assertEquals(before, alice.files());

        alice.declare("[network]\ndriver = \"pasta\"\nmtu = 1400\n");
        before = alice.files();
        var refused = alice.run("PATH=$HOME/bin:$PATH rootlessctl apply -f rootless.toml").expect(3).out().replaceAll("\\s+", " ");
        assertTrue(refused.contains("network.driver: pasta needs pasta 2023.12.4 or newer, found 2023.3.9"), refused);
        assertEquals(before, alice.files());
        assertEquals(dockerd, alice.dockerd());
    }

    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "pasta"})
    @DisplayName("N5: the host's loopback is closed to containers until it is declared, with each driver")
    void opensTheHostsLoopback(String driver, @WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        host.user("root").run("systemd-run --quiet --unit loopback busybox httpd -f -p 127.0.0.1:8099 -h /etc").expect(0);
        alice.run("for i in $(seq 20); do busybox wget -q -O /dev/null http://127.0.0.1:8099/hostname && exit; sleep 1; done; exit 1")
                .expect(0);
        var fetch = "run --rm bb /bin/busybox wget -q -T 5 -O - http://10.0.2.2:8099/hostname";
        alice.declare("[network]\ndriver = \"" + driver + "\"\nhost-loopback = false\n");
        alice.apply().expect(0);
        assertNotEquals(0, alice.docker(fetch).exit(), "reached although closed");
        alice.declare("[network]\ndriver = \"" + driver + "\"\nhost-loopback = true\n");
        alice.apply().expect(0);
        assertEquals(alice.run("cat /etc/hostname").out(), alice.docker(fetch).expect(0).out());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    @Test
    @DisplayName("N1: without slirp4netns auto names the one that is there, and the daemon has it")
    void takesPastaWhereNothingElseIs(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        host.user("root").run("mv /usr/bin/slirp4netns /usr/bin/slirp4netns.away").expect(0);
        alice.declare("[network]\nmtu = 1400\n");
        var table = alice.rootlessctl("explain", "network", "-f", "rootless.toml").expect(0).out();
        assertTrue(table.contains("auto takes pasta with port driver implicit"), table);
        alice.apply().expect(0);
        assertTrue(alice.rootlessKit().contains(" --net=pasta "), alice::rootlessKit);
        NetworkTraffic.serve(alice);
        NetworkTraffic.assertServed(alice, new Drivers("pasta", "implicit", true, false, false));
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    @Test
    @DisplayName("N2: pasta with builtin is refused on RootlessKit 2.0, and nothing is written")
    void refusesBuiltinWithPasta(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("[network]\ndriver = \"pasta\"\nport-driver = \"builtin\"\n");
        var before = alice.files();
        var refused = alice.apply().expect(3);
        assertTrue(refused.out().contains("builtin with pasta needs rootlesskit 3.1"), refused.out());
        assertTrue(refused.out().contains("network.port-driver = \"implicit\""), refused.out());
        assertEquals(before, alice.files());
    }

    @Test
    @DisplayName("K2: port 80 with deny, and with the capability on rootlesskit")
    void publishesPort80WithTheCapability(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("[ports]\nprivileged = \"deny\"\n");
        alice.apply().expect(0);
        var serve = "run -d -p 127.0.0.1:80:80 bb /bin/busybox httpd -f -p 80 -h /";
        assertNotEquals(0, alice.docker(serve).exit());

        alice.declare("[ports]\nprivileged = \"capability\"\n");
        var script = alice.rootlessctl("plan", "-f", "rootless.toml", "--remedies").expect(0).out();
        host.user("root").run("sh", script).expect(0);
        alice.apply().expect(0);
        alice.docker(serve).expect(0);
        alice.run("busybox wget -q -O /dev/null http://127.0.0.1:80/bin/busybox").expect(0);
    }
}
