package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A data directory under systemd: away and back again. */
@OnVirtualHost("trixie")
class BackupVmIT {
    private static final String VOLUME = "rootlessctl exec -- sh -c \"cd /home/alice/.local/share/docker/volumes/kept/_data && "
            + "find . -printf '%p %U %G %m %s\\n' | sort\"";

    @Test
    @DisplayName("O8: backup, uninstall with the data, apply, restore: images, containers, volumes and their owners are the same")
    void awayAndBack(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("");
        alice.docker("run -d --name web --restart always -v kept:/kept bb sh -c "
                + "'echo text >/kept/file; busybox chown 999:998 /kept/file; exec sleep 600'").expect(0);
        alice.run("timeout 30 sh -c 'until docker -H unix://$XDG_RUNTIME_DIR/docker.sock exec web cat /kept/file; do sleep 0.2; done'").expect(0);
        var before = seen(alice);
        assertTrue(before.contains("./file 999 998"), before);

        assertTrue(alice.rootlessctl("backup", "docker.tar").expect(0).out().contains("backed up to"));
        assertEquals("active", alice.unit("ActiveState"));
        var left = alice.rootlessctl("uninstall", "--yes", "--purge-data");
        assertTrue(left.exit() == 0 || left.exit() == 3, left::toString);
        assertEquals("", alice.run("ls -A .local/share/docker 2>/dev/null || true").expect(0).out());
        alice.apply().expect(0);
        assertEquals("", alice.docker("ps -aq").expect(0).out());
        alice.rootlessctl("restore", "docker.tar", "--replace").expect(0);
        assertEquals("active", alice.unit("ActiveState"));
        assertEquals(before, seen(alice));
    }

    private static String seen(VirtualUser alice) {
        return alice.docker("image ls --no-trunc -q").expect(0).out()
                + alice.docker("ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.Image}} {{.State}}'").expect(0).out()
                + alice.docker("volume ls -q").expect(0).out() + alice.run(VOLUME).expect(0).out();
    }
}
