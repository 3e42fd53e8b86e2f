package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes wrong around an apply and an uninstall, where systemd runs the daemon. */
@OnVirtualHost("trixie")
class TroubleVmIT {
    private static final String UNITS = ".config/systemd/user/docker.service.d/";

    @Test
    @DisplayName("O4 I7: a data-root on a full file system: named as it is declared, everything back, the former daemon runs")
    void fullFileSystem(@WithDaemon VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1500\n");
        var kit = alice.rootlessKit();
        alice.run("cp rootless.toml first.toml && mkdir full").expect(0);
        host.user("root").run("mount -t tmpfs -o size=16k,mode=0777 tmpfs /home/alice/full").expect(0);
        alice.run("yes | head -c 16384 >full/filled; true").expect(0);
        alice.declare("[daemon]\ndata-root = \"~/full/docker\"\nready-timeout = \"30s\"\n[network]\nmtu = 1500\n");

        var failed = alice.apply().expect(4).out();

        assertTrue(failed.contains("cause: the file system of /home/alice/full/docker"), failed);
        assertTrue(failed.contains("(disk-full)"), failed);
        assertTrue(failed.contains("put back: everything of alice is as it was before"), failed);
        assertEquals("active", alice.unit("ActiveState"));
        assertEquals(kit, alice.rootlessKit());
        assertEquals("/home/alice/.local/share/docker\n", alice.docker("info -f '{{.DockerRootDir}}'").expect(0).out());
        alice.rootlessctl("drift", "-f", "first.toml").expect(0);
    }

    @Test
    @DisplayName("O4: Ctrl-C again and again, also while everything is put back: all the same it is, and the former daemon runs")
    void pressedAgain(@WithDaemon VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1500\n");
        var kit = alice.rootlessKit();
        alice.run("cp rootless.toml first.toml").expect(0);
        alice.write("bin/slirp4netns", "#!/bin/sh\ncase $* in *--version*|*--help*) ;; *) mkdir ~/hangs 2>/dev/null && "
                + "exec sleep 1000000 ;; esac\nexec /usr/bin/slirp4netns \"$@\"\n");
        alice.write(UNITS + "path.conf", "[Service]\nEnvironment=PATH=/home/alice/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
        alice.run("chmod 755 bin/slirp4netns && systemctl --user daemon-reload").expect(0);
        alice.declare("[daemon]\nready-timeout = \"120s\"\n[network]\nmtu = 1400\n");

        var pressed = alice.run("sh", """
                setsid env --default-signal=INT rootlessctl apply -f rootless.toml >log 2>&1 &
                apply=$!
                until [ -e hangs ]; do sleep 0.1; done
                while kill -s INT -- -$apply 2>/dev/null; do sleep 0.05; echo; done | wc -l
                wait $apply
                status=$?
                cat log
                exit $status
                """).expect(4).out();

        assertTrue(Integer.parseInt(pressed.lines().findFirst().orElseThrow().strip()) > 10, pressed);
        assertTrue(pressed.contains("interrupted by a signal"), pressed);
        assertTrue(pressed.contains("put back: everything of alice is as it was before"), pressed);
        assertEquals("active", alice.unit("ActiveState"));
        assertEquals(kit, alice.rootlessKit());
        alice.docker("version").expect(0);
        alice.rootlessctl("drift", "-f", "first.toml").expect(0);
    }

    @Test
    @DisplayName("S2 O9: a daemon that was brought into swarm mode is warned of, by what it says itself, and not when it has left")
    void swarmMode(@WithDaemon VirtualHost host) {
        var alice = running(host, "");
        alice.declare("");
        alice.docker("swarm init --advertise-addr 127.0.0.1").expect(0);
        var plan = alice.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        assertTrue(plan.contains("the daemon is in swarm mode") && plan.contains("[swarm-unsupported]"), plan);
        alice.docker("swarm leave --force").expect(0);
        assertTrue(!alice.rootlessctl("plan", "-f", "rootless.toml").expect(0).out().contains("swarm"), "still told");
    }

    @Test
    @DisplayName("I8: an uninstall leaves what others have put into its directories, and names it")
    void othersFilesStay(@WithDaemon VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1400\n");
        var others = List.of(UNITS + "mine.conf", ".config/docker/mine.json", ".config/docker/rootless.d/mine", "bin/mine");
        others.forEach(file -> alice.write(file, "[Service]\nCPUWeight=50\n"));

        var gone = alice.rootlessctl("uninstall", "--yes").expect(0).out();

        for (var file : others) {
            assertEquals("[Service]\nCPUWeight=50\n", alice.read(file));
        }
        assertTrue(gone.contains("/home/alice/" + UNITS + "mine.conf"), gone);
        assertEquals("mine.conf\n", alice.run("ls -A " + UNITS).out());
        assertEquals("", alice.run("ls .config/systemd/user/docker.service 2>/dev/null").out());
        assertEquals("mine.json\nrootless.d\n", alice.run("ls -A .config/docker").out());
    }
}
