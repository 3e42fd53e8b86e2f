package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API from elsewhere under systemd: Docker 26.1 needs RootlessKit to forward the port, and a rootful daemon can run. */
@OnVirtualHost("trixie")
class ExposureVmIT {
    private static final String OWN = "10.0.99.15";
    /** With a format, docker info ends with 0 whatever happens: what it says tells. */
    private static final String ID = "info --format '{{.ID}}'";

    @ParameterizedTest
    @CsvSource({"slirp4netns, builtin", "slirp4netns, slirp4netns", "pasta, implicit"})
    @DisplayName("C3 N2: with each pair of drivers the client's bundle opens the declared address and no other; it goes with the section")
    void servesOverTcp(String network, String port, @WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        var drivers = "[network]\ndriver = \"" + network + "\"\nport-driver = \"" + port + "\"\n";
        var id = alice.docker(ID).expect(0).out();
        alice.declare(drivers + exposed("127.0.0.1"));
        if (port.equals("implicit")) {
            var refused = alice.apply().expect(3).out().replaceAll("\\s+", " ");
            assertTrue(refused.contains("port driver implicit forwards from all addresses of the host"), refused);
        } else {
            servesOnLoopbackAlone(alice, id);
        }

        alice.declare(drivers + exposed("0.0.0.0"));
        alice.apply().expect(0);
        // With the driver implicit pasta looks once a second for what it is to forward.
        alice.run("timeout 20 sh -c 'until busybox nc " + OWN + " 23760 </dev/null; do sleep 0.1; done'").expect(0);
        assertEquals(id, secured(alice, OWN).expect(0).out());
        assertNotEquals(0, alice.run("docker -H tcp://" + OWN + ":23760 version").exit());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        if (port.equals("builtin")) {
            alice.declare(drivers + exposed("[::1]"));
            alice.apply().expect(0);
            assertEquals(id, secured(alice, "[::1]").expect(0).out());
        }
        alice.declare(drivers);
        alice.apply().expect(0);
        assertNotEquals(id, secured(alice, OWN).out());
        assertEquals(id, alice.docker(ID).expect(0).out());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    private static void servesOnLoopbackAlone(VirtualUser alice, String id) {
        alice.apply().expect(0);
        assertTrue(alice.rootlessKit().contains("127.0.0.1:23760:23760/tcp "), alice::rootlessKit);
        assertEquals(id, secured(alice, "127.0.0.1").expect(0).out());
        assertEquals(id, alice.docker(ID).expect(0).out());
        assertNotEquals(0, alice.run("docker -H tcp://127.0.0.1:23760 version").exit());
        assertNotEquals(id, secured(alice, OWN).out(), "reached from elsewhere than loopback");
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    private static String exposed(String address) {
        return "[expose.tcp]\nlisten = \"" + address + ":23760\"\ntls = \"generate\"\nnames = [\"" + OWN + "\"]\n";
    }

    /** The client trusts what it was given; the certificates stay in its copy when the daemon's are gone. */
    private static Outcome secured(VirtualUser user, String address) {
        return user.run("mkdir -p copy; cp .config/docker/generated-tls/client/* copy/ 2>/dev/null; "
                + "DOCKER_CERT_PATH=copy docker --tlsverify -H tcp://" + address + ":23760 " + ID);
    }

    @Test
    @DisplayName("C4: ssh:// of another user reaches the rootless daemon, while the rootful one runs that it reached before")
    void reachedOverSshBesideARootfulDaemon(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        root.run("systemctl start docker.service && usermod -aG docker alice").expect(0);
        var alice = host.user("alice");
        var bob = host.user("bob");
        bob.run("mkdir -p -m 700 .ssh && ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519 && "
                + "ssh-keyscan 127.0.0.1 >.ssh/known_hosts").expect(0);
        alice.run("mkdir -p -m 700 .ssh && cat >>.ssh/authorized_keys && chmod 600 .ssh/authorized_keys",
                bob.read(".ssh/id_ed25519.pub")).expect(0);
        var rootful = root.run("docker -H unix:///var/run/docker.sock info --format '{{.ID}}'").expect(0).out();
        alice.run("docker context use default").expect(0);
        assertEquals(rootful, overSsh(bob));

        alice.declare("[expose.ssh]\nenabled = true\n");
        var plan = alice.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        assertTrue(plan.contains("now it is the rootful Docker's"), plan);
        alice.apply().expect(0);
        assertEquals(alice.docker("info --format '{{.ID}}'").expect(0).out(), overSsh(bob));
        assertNotEquals(rootful, overSsh(bob));
        assertEquals("active\n", root.run("systemctl is-active docker.service").expect(0).out());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    private static String overSsh(VirtualUser client) {
        return client.run("docker -H ssh://alice@127.0.0.1 info --format '{{.ID}}'").expect(0).out();
    }
}
