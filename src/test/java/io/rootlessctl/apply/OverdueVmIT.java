package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A host that is restarted before somebody has confirmed what an apply has changed there. */
@OnVirtualHost("trixie")
class OverdueVmIT {
    private static final String UNIT = "rootlessctl-overdue.service";
    private static final String MTU = "[network]\nmtu = 1400\n";

    @Test
    @DisplayName("O4 I5: root's unit takes back after a boot what was overdue, and the daemon runs as before")
    void system(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        root.run("systemctl enable " + UNIT).expect(0);
        root.declare("[[users]]\nname = \"alice\"\n");
        root.apply().expect(0);
        var before = host.user("alice").rootlessKit();
        root.declare(MTU + "[[users]]\nname = \"alice\"\n");
        root.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "10s").expect(0);
        host.reboot();

        backAfterTheBoot(root, "systemctl");
        assertEquals(mtu(before), mtu(running(host.user("alice"))));
        root.declare("[[users]]\nname = \"alice\"\n");
        root.rootlessctl("drift", "-f", "rootless.toml").expect(0);
    }

    @Test
    @DisplayName("O4 I5: a user's own unit waits after a boot until nothing may be confirmed any more, and takes it back")
    void user(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.systemctl("enable " + UNIT).expect(0);
        var before = alice.rootlessKit();
        alice.declare(MTU);
        alice.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "60s").expect(0);
        host.reboot();

        backAfterTheBoot(alice, "systemctl --user");
        assertEquals(mtu(before), mtu(running(alice)));
    }

    private static void backAfterTheBoot(VirtualUser user, String systemctl) {
        user.run("timeout 120 sh -c 'until rootlessctl history | grep -q \"not confirmed\"; do sleep 1; done'").expect(0);
        var state = user.run("timeout 60 sh -c 'until " + systemctl + " show -p ActiveState " + UNIT
                + " | grep -q =inactive; do sleep 1; done'; " + systemctl + " show -p Result -p ExecMainStatus " + UNIT).expect(0).out();
        assertTrue(state.contains("Result=success\n") && state.contains("ExecMainStatus=0\n"), state);
        assertEquals("", user.rootlessctl("rollback", "--overdue").expect(0).out());
    }

    private static String running(VirtualUser user) {
        user.run("timeout 60 sh -c 'until docker -H unix:///run/user/$(id -u)/docker.sock version >/dev/null 2>&1; "
                + "do sleep 1; done'").expect(0);
        return user.rootlessKit();
    }

    /** {@code --mtu=65520} */
    private static String mtu(String rootlessKit) {
        return rootlessKit.replaceFirst(".* (--mtu=\\d+) .*", "$1").strip();
    }
}
