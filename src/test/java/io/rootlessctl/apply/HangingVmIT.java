package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
        alice.write("bin/slirp4netns", "#!/bin/sh\ncase $* in *--version*|*--help*) exec /usr/bin/slirp4netns \"$@\";; esac\n"
                + "exec sleep 1000000\n");
        alice.run("chmod 755 bin/slirp4netns").expect(0);
        alice.declare("[daemon]\nready-timeout = \"10s\"\n[network]\nmtu = 1400\n");
        alice.write(".config/systemd/user/docker.service.d/path.conf",
                "[Service]\nEnvironment=PATH=/home/alice/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
        // The daemon that runs has the old driver; only the next start finds the new one, and the one put back the old again.
        alice.run("systemctl --user daemon-reload; (sleep 14; rm ~/bin/slirp4netns) >/dev/null 2>&1 &").expect(0);
        var begun = System.nanoTime();
        var failed = alice.apply().expect(4);
        var took = Duration.ofNanos(System.nanoTime() - begun);

        assertTrue(took.compareTo(AT_MOST) < 0, () -> took + ": " + failed.out());
        assertTrue(failed.out().contains("within 10 s"), failed.out());
        assertEquals("active", alice.unit("ActiveState"));
        alice.docker("version").expect(0);
        assertEquals(kit.replaceAll(" --state-dir=\\S+", ""), alice.rootlessKit().replaceAll(" --state-dir=\\S+", ""));
        System.out.println("a network driver that hangs under systemd: everything back after " + took.toSeconds() + " s");
    }

    @Test
    @DisplayName("O4: a connection that breaks where logind ends all that a login has started: whoever waits for confirmation lives on")
    void connectionBreaks(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        root.run("mkdir -p /etc/systemd/logind.conf.d; printf '[Login]\\nKillUserProcesses=yes\\n' "
                + ">/etc/systemd/logind.conf.d/kill.conf; systemctl restart systemd-logind").expect(0);
        root.declare("[network]\nmtu = 1400\n[[users]]\nname = \"alice\"\n");
        var before = host.user("alice").rootlessKit();
        root.run("systemd-run --quiet --collect --uid=0 -p PAMName=login -p KillMode=control-group --unit=login -- /bin/sh -c '"
                + "rootlessctl apply -f /root/rootless.toml --confirm-within 5s >/root/out 2>&1; sleep 1000'; "
                + "timeout 60 sh -c 'until grep -q unconfirmed /var/lib/rootlessctl/journal.json /home/alice/.local/state/rootlessctl/"
                + "journal.json; do sleep 0.1; done'; systemctl kill -s KILL login.service; "
                + "for s in $(loginctl list-sessions --no-legend | awk '$3 == \"root\" { print $1 }'); do "
                + "loginctl kill-session --signal=KILL $s; done").out();
        root.run("timeout 90 sh -c 'until rootlessctl history | grep -q \"not confirmed\"; do sleep 0.5; done'").expect(0);
        root.run("timeout 60 sh -c 'until docker -H unix:///run/user/1000/docker.sock version >/dev/null 2>&1; do sleep 0.5; done'")
                .expect(0);
        assertTrue(!host.user("alice").rootlessKit().contains(" --mtu=1400 ") && !before.isEmpty(), before);
    }
}
