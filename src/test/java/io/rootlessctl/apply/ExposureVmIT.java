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

/** The API from elsewhere under systemd: Docker 26.1 needs RootlessKit to forward the port, and a rootful daemon can run. */
@OnVirtualHost("trixie")
class ExposureVmIT {
    private static final String TCP = "tcp://127.0.0.1:23760";

    @Test
    @DisplayName("C3: under systemd the port is RootlessKit's, the client's bundle opens it, and it goes with the section")
    void servesOverTcp(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        var socket = alice.docker("info --format '{{.ID}}'").expect(0).out();
        alice.declare("[expose.tcp]\nlisten = \"127.0.0.1:23760\"\ntls = \"generate\"\n");
        alice.apply().expect(0);
        assertTrue(alice.rootlessKit().contains("127.0.0.1:23760:23760/tcp "), alice::rootlessKit);
        assertEquals(socket, secured(alice).expect(0).out());
        assertEquals(socket, alice.docker("info --format '{{.ID}}'").expect(0).out());
        assertNotEquals(0, alice.run("docker -H " + TCP + " version").exit());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);

        alice.declare("");
        alice.apply().expect(0);
        // With a format, docker info ends with 0 whatever happens.
        assertTrue(secured(alice).err().contains("Cannot connect"), () -> secured(alice).toString());
        assertEquals(socket, alice.docker("info --format '{{.ID}}'").expect(0).out());
        alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    /** The client trusts what it was given; the certificates stay in its copy when the daemon's are gone. */
    private static Outcome secured(VirtualUser user) {
        return user.run("mkdir -p copy; cp .config/docker/generated-tls/client/* copy/ 2>/dev/null; "
                + "DOCKER_CERT_PATH=copy docker --tlsverify -H " + TCP + " info --format '{{.ID}}'");
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
