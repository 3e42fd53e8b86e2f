package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker 26.1 and RootlessKit 2.0 with pasta and slirp4netns under systemd: through override.conf to real traffic. */
@OnVirtualHost("trixie")
class NetworkVmIT {
    /** busybox's httpd runs it: its answer is the address that the request comes from. */
    private static final String ECHO_ADDRESS = "run -d -p 8080:80 bb sh -c 'mkdir -p /www/cgi-bin; "
            + "printf \"#!/bin/sh\\necho Content-type: text/plain; echo; echo \\$REMOTE_ADDR\\n\" >/www/cgi-bin/who; "
            + "/bin/busybox chmod 755 /www/cgi-bin/who; exec /bin/busybox httpd -f -p 80 -h /www'";

    @ParameterizedTest
    @CsvSource({
        "slirp4netns, builtin, any, false, false", "slirp4netns, slirp4netns, preserve, true, true",
        "pasta, implicit, preserve, true, true"})
    @DisplayName("N1 N2 N3 N4 N5: each pair of drivers on Debian 13, by its traffic")
    void carriesTrafficAsDeclared(String driver, String portDriver, String sourceIp, boolean kept, boolean ipv6,
            @WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("[network]\ndriver = \"" + driver + "\"\nsource-ip = \"" + sourceIp + "\"\nmtu = 1400\n"
                + "cidr = \"10.41.7.0/24\"\nipv6 = " + ipv6 + "\n");
        alice.apply().expect(0);
        alice.run("docker -H unix://$XDG_RUNTIME_DIR/docker.sock " + ECHO_ADDRESS.replace("mkdir", "/bin/busybox mkdir"))
                .expect(0);
        var own = alice.run("ip -4 -o addr show scope global | awk '{ sub(\"/.*\", \"\", $4); print $4; exit }'")
                .expect(0).out().strip();
        var seen = alice.run("for i in $(seq 20); do busybox wget -q -O - http://" + own
                + ":8080/cgi-bin/who && exit; sleep 1; done; exit 1").expect(0).out().strip().replaceAll("^\\[::ffff:|]$", "");
        assertEquals(kept, seen.equals(own), () -> "the server saw " + seen + ", the client is " + own);
        var line = alice.rootlessKit();
        assertTrue(line.contains(" --net=" + driver + " ") && line.contains(" --port-driver=" + portDriver + " "), line);
        assertTrue(line.contains(" --ipv6 ") == ipv6 && line.contains(" --cidr=10.41.7.0/24 "), line);
        // pasta has the host's addresses, and the virtual host has none of IPv6.
        assertEquals(ipv6 && !driver.equals("pasta"), inside(alice, "ip -6 addr show tap0").contains("inet6 fd"),
                () -> inside(alice, "ip addr show tap0"));
        var links = inside(alice, "ip link show");
        assertTrue(links.contains("mtu 1400"), links);
        assertTrue(inside(alice, "ip -4 addr show").contains("10.41.7.100/24"), () -> inside(alice, "ip -4 addr show"));
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
        alice.systemctl("restart docker.service").expect(0);
        alice.docker(serve).expect(0);
        alice.run("busybox wget -q -O /dev/null http://127.0.0.1:80/bin/busybox").expect(0);
    }

    /** In the network namespace of the daemon. */
    private static String inside(VirtualUser user, String command) {
        return user.run("nsenter -U --preserve-credentials -n -t $(pgrep -u $(id -u) -x dockerd) " + command).expect(0).out();
    }
}
