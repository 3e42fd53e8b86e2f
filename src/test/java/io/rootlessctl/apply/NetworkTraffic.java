package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;

/**
 * What a pair of drivers does with real packets: a container serves on a published port, the host is its client, with
 * one MTU and IPv6 and then with another MTU and without.
 */
final class NetworkTraffic {
    /** busybox's httpd runs it: its answer is the address that the request comes from. */
    private static final String SERVE = "run -d --name web -p 8080:80 bb sh -c '/bin/busybox mkdir -p /www/cgi-bin; "
            + "printf \"#!/bin/sh\\necho Content-type: text/plain; echo; echo \\$REMOTE_ADDR\\n\" >/www/cgi-bin/who; "
            + "/bin/busybox chmod 755 /www/cgi-bin/who; exec /bin/busybox httpd -f -p 80 -h /www'";
    private static final String OWN = "10.0.99.15";
    private static final String OWN6 = "fd42::15";
    /** Of the host, and on no network that a driver would take over. */
    private static final String FAR6 = "fd43::1";
    /** pasta goes by an interface that has a link-local address, too. */
    private static final String ADDRESSES = "sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0; "
            + "ip -6 addr add " + OWN6 + "/64 dev eth0 nodad && ip -6 addr add fe80::15/64 dev eth0 nodad && ip -6 route add default via fd42::1 dev eth0 && "
            + "ip -6 addr add " + FAR6 + "/128 dev lo nodad";

    private NetworkTraffic() {}

    /**
     * @param kept whether the server sees the address of its client
     * @param ipv6 whether there is IPv6 with them
     * @param ports6 whether a port is published for IPv6, too
     */
    record Drivers(String network, String port, boolean kept, boolean ipv6, boolean ports6) {
        private String declared() {
            return "[network]\ndriver = \"" + network + "\"\nport-driver = \"" + port + "\"\nsource-ip = \""
                    + (kept ? "preserve" : "any") + "\"\n";
        }
    }

    /** Alice has a daemon there, and the image bb. */
    static void isAsDeclared(VirtualHost host, Drivers drivers) {
        host.user("root").run(ADDRESSES).expect(0);
        host.user("root").run("sysctl -q -w 'net.ipv4.ping_group_range=0 2147483647'").expect(0);
        var alice = host.user("alice");
        if (!drivers.ipv6()) {
            alice.declare(drivers.declared() + "mtu = 1400\nipv6 = true\n");
            var files = alice.files();
            var refused = alice.apply().expect(3).out();
            assertTrue(refused.contains("network.ipv6: "), refused);
            assertEquals(files, alice.files());
        }
        alice.declare(drivers.declared() + "mtu = 1400\ncidr = \"10.41.7.0/24\"\nipv6 = " + drivers.ipv6() + "\n");
        alice.apply().expect(0);
        var line = alice.rootlessKit();
        assertTrue(line.contains(" --net=" + drivers.network() + " ") && line.contains(" --port-driver=" + drivers.port() + " "), line);
        assertTrue(line.contains(" --ipv6 ") == drivers.ipv6() && line.contains(" --cidr=10.41.7.0/24 "), line);
        serve(alice);
        assertServed(alice, drivers);
        assertMtu(alice, 1400);
        assertTrue(inside(alice, "ip -4 addr show").contains("10.41.7.100/24"), () -> inside(alice, "ip -4 addr show"));
        alice.docker("run --rm bb /bin/busybox ping -c 1 -W 3 " + OWN).expect(0);
        assertEquals(drivers.ipv6() ? "SSH-" : "", greeting(alice, drivers.ipv6()), () -> "out by IPv6: " + inside(alice, "ip -6 addr show"));
        assertEquals(drivers.ports6(), alice.run("busybox wget -q -T 5 -O - 'http://[" + OWN6 + "]:8080/cgi-bin/who'").exit() == 0,
                "published for IPv6");
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);

        alice.declare(drivers.declared() + "mtu = 9000\nipv6 = false\n");
        alice.apply().expect(0);
        alice.docker("start web").expect(0);
        assertServed(alice, drivers);
        assertMtu(alice, 9000);
        assertTrue(!alice.rootlessKit().contains(" --ipv6 "), alice::rootlessKit);
        assertEquals("", greeting(alice, false), "IPv6 is not off");
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    /** In a container called web, on port 8080 of the host. */
    static void serve(VirtualUser user) {
        user.docker(SERVE).expect(0);
    }

    static void assertServed(VirtualUser user, Drivers drivers) {
        var seen = user.run("for i in $(seq 20); do busybox wget -q -O - http://" + OWN
                + ":8080/cgi-bin/who && exit; sleep 1; done; exit 1").expect(0).out().strip().replaceAll("^\\[::ffff:|]$", "");
        assertEquals(drivers.kept(), seen.equals(OWN), () -> "the server saw " + seen + ", the client is " + OWN);
    }

    /** Of RootlessKit's interface, and inside a container. */
    static void assertMtu(VirtualUser user, int declared) {
        var link = inside(user, "ip -o link show up | grep -v ' lo\\| docker0\\| veth'");
        assertTrue(link.contains(" mtu " + declared + " "), link);
        assertEquals(declared + "\n", user.docker("exec web cat /sys/class/net/eth0/mtu").expect(0).out());
    }

    /** The first letters of the host's sshd, asked over IPv6 from the daemon's network, once it has an address. */
    private static String greeting(VirtualUser user, boolean ipv6) {
        // slirp4netns answers a kernel that asks for a router, which takes it some seconds.
        var address = "for i in $(seq 50); do ip -6 addr show scope global -tentative | grep -q . && break; sleep 0.2; done; ";
        return inside(user, "sh -c '" + (ipv6 ? address : "") + "sleep 2 | timeout 5 busybox nc " + FAR6
                + " 22 2>/dev/null | head -c 4'");
    }

    /** In the network namespace of the daemon. */
    private static String inside(VirtualUser user, String command) {
        return user.run("nsenter -U --preserve-credentials -n -t $(pgrep -u $(id -u) -x dockerd) " + command).out();
    }
}
