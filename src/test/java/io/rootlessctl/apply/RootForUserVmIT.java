package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.assertStaysConverged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Root sets up Docker for others, whether they are logged in or not. */
@OnVirtualHost("trixie")
class RootForUserVmIT {

    @Test
    @DisplayName("I4 I5 P4 O1: for a user who is not logged in, linger starts the user's systemd first")
    void setsUpAUserWithoutASession(VirtualHost host) {
        var root = host.user("root");
        root.declare("[network]\nmtu = 1400\n[[users]]\nname = \"bob\"\n");
        root.apply().expect(0);
        root.run("docker -H unix:///run/user/$(id -u bob)/docker.sock version").expect(0);
        assertEquals("", root.run("find ~bob -not -user bob").expect(0).out());
        var second = root.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);

        var bob = host.user("bob");
        bob.declare("[network]\nmtu = 1400\n");
        assertStaysConverged(bob);
    }

    @Test
    @DisplayName("I4 I5 P4: without a session and without linger there is no systemd to ask; what helps is told")
    void needsASessionOrLinger(VirtualHost host) {
        var root = host.user("root");
        root.declare("[daemon]\nstart = \"login\"\n[[users]]\nname = \"bob\"\n");
        var blocked = root.apply().expect(3).out();
        assertTrue(blocked.contains("bob") && blocked.contains("log"), blocked);

        var bob = host.user("bob");
        bob.run("true").expect(0);
        root.apply().expect(0);
        bob.docker("version").expect(0);
        assertEquals("no\n", root.run("loginctl show-user --value -p Linger bob").expect(0).out());
    }

    @Test
    @DisplayName("P2 X1: a range that data belongs to is replaced when that is allowed: the user's systemd, which lingers, stops for it and starts again")
    void replacesARangeInUse(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        var map = "cat /proc/$(pgrep -u alice -x dockerd)/uid_map";
        var before = root.run(map).expect(0).out();
        var manifest = "[id-map]\nstart = 700000\n[[users]]\nname = \"alice\"\n";
        root.declare(manifest);
        assertTrue(root.apply().expect(3).out().contains("whose ids own the data in /home/alice/.local/share/docker"));
        assertEquals(before, root.run(map).expect(0).out());

        root.declare(manifest.replace("700000\n", "700000\nchange = \"allow\"\n"));
        var loggedIn = root.apply().expect(3).out();
        assertTrue(loggedIn.contains("alice is logged in (session "), loggedIn);
        // The user's systemd has a session, too, from version 256 on: that one is not to be ended.
        var advice = loggedIn.replaceFirst("(?s).*`(loginctl terminate-session \\w+)`.*", "$1");
        var session = advice.replaceFirst(".* ", "");
        root.run(advice + " && timeout 20 sh -c 'while [ -e /run/systemd/sessions/" + session + " ]; do sleep 0.1; done'").expect(0);
        root.apply().expect(0);
        assertEquals("alice:700000:65536\n", root.run("grep ^alice: /etc/subuid").expect(0).out());
        assertTrue(root.run(map).expect(0).out().contains(" 700000 "), before);
        root.run("docker -H unix:///run/user/$(id -u alice)/docker.sock version").expect(0);
        var second = root.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
    }

    @Test
    @DisplayName("I4 I9 P2 O1: two users from one file, one of them with no sub-ids, one logged in")
    void setsUpTwoUsers(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        alice.run("true").expect(0);
        root.declare("""
                [[users]]
                name = "alice"
                [users.network]
                mtu = 1400
                [[users]]
                name = "carol"
                """);
        root.apply().expect(0);
        for (var user : new String[] {"alice", "carol"}) {
            root.run("docker -H unix:///run/user/$(id -u " + user + ")/docker.sock version").expect(0);
        }
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
        var second = root.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
    }
}
