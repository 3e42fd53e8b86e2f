package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Under systemd, whose own time-outs Docker's unit has turned off. */
@OnVirtualHost("trixie")
class HangingVmIT {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @Test
    @DisplayName("O4 I2: a network driver that sleeps for ever: ready-timeout counts, and the former daemon runs again")
    void driverHangs(@WithDaemon VirtualHost host) {
        var alice = running(host, "[daemon]\nready-timeout = \"10s\"\n");
        var kit = alice.rootlessKit();
        // It hangs at the next start only: the daemon that is put back finds it working.
        alice.write("bin/slirp4netns", "#!/bin/sh\ncase $* in *--version*|*--help*) ;; *) mkdir ~/hangs 2>/dev/null && "
                + "exec sleep 1000000 ;; esac\nexec /usr/bin/slirp4netns \"$@\"\n");
        alice.write(".config/systemd/user/docker.service.d/path.conf",
                "[Service]\nEnvironment=PATH=/home/alice/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
        alice.run("chmod 755 bin/slirp4netns && systemctl --user daemon-reload").expect(0);
        alice.declare("[daemon]\nready-timeout = \"10s\"\n[network]\nmtu = 1400\n");
        var begun = System.nanoTime();
        var failed = alice.apply().expect(4);
        var took = Duration.ofNanos(System.nanoTime() - begun);

        assertTrue(took.compareTo(AT_MOST) < 0, () -> took + ": " + failed.out());
        assertTrue(failed.out().contains("within 10 s"), failed.out());
        assertEquals("active", alice.unit("ActiveState"));
        alice.docker("version").expect(0);
        assertEquals(kit, alice.rootlessKit());
        alice.run("test -d hangs").expect(0);
        System.out.println("a network driver that hangs under systemd: everything back after " + took.toSeconds() + " s");
    }

    @Test
    @DisplayName("O4: a connection that breaks where logind ends all that a login has started: whoever waits for confirmation lives on")
    void connectionBreaks(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        root.run("test -n \"$XDG_SESSION_ID\"").expect(0);
        root.declare("[network]\nmtu = 1400\n[[users]]\nname = \"alice\"\n");
        // With all that the login has started, as logind does it where KillUserProcesses is on.
        root.run("rootlessctl apply -f rootless.toml --confirm-within 5s >out 2>&1; grep -q 'Not for good yet' out && touch applied; "
                + "loginctl kill-session --signal=KILL $XDG_SESSION_ID; sleep 60");
        root.run("test -e applied").expect(0);
        root.run("timeout 90 sh -c 'until rootlessctl history | grep -q \"not confirmed\"; do sleep 0.5; done'").expect(0);
        root.run("timeout 60 sh -c 'until docker -H unix:///run/user/1000/docker.sock version >/dev/null 2>&1; do sleep 0.5; done'")
                .expect(0);
        var kit = host.user("alice").rootlessKit();
        assertFalse(kit.contains(" --mtu=1400 "), kit);
    }
}
