package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Docker 20.10, RootlessKit 1.1 and systemd 252: a unit that does not notify, a state directory in /tmp. */
@OnVirtualHost("bookworm")
class BookwormVmIT {

    @Test
    @DisplayName("I2 I5 P2 P3 P10 O1 C2: from nothing to a container under systemd 252, and the second apply changes nothing")
    void fromNothingToAContainer(VirtualHost host) {
        MainPath.fromNothingToAContainer(host);
    }

    @Test
    @DisplayName("N4 O1: another MTU is one restart of Docker 20.10, and foreign lines stay")
    void changesTheMtu(@WithDaemon VirtualHost host) {
        MainPath.changesTheMtu(host);
    }

    @Test
    @DisplayName("O1 I2 I11: settings edited by hand and a daemon stopped by hand are named, and put right")
    void namesDrift(@WithDaemon VirtualHost host) {
        var alice = MainPath.running(host, "[daemon.settings]\nlog-driver = \"local\"\n[network]\nmtu = 1400\n");
        assertEquals("", alice.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
        alice.run("sed -i s/local/json-file/ .config/docker/daemon.json").expect(0);
        alice.run("sed -i s/1400/1300/ .config/systemd/user/docker.service.d/override.conf").expect(0);
        alice.systemctl("stop docker.service").expect(0);
        var drift = MainPath.json(alice.rootlessctl("drift", "-f", "rootless.toml", "-o", "json").expect(2).out());
        assertEquals(Map.of("daemon-json[alice]", Set.of("log-driver"),
                "override-conf[alice]", Set.of("DOCKERD_ROOTLESS_ROOTLESSKIT_MTU"), "daemon[alice]", Set.of("state")), MainPath.changes(drift));
        alice.apply().expect(0);
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
        MainPath.assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I8 I5 P2: root's uninstall leaves the host equal to the one before, file by file")
    void uninstalls(VirtualHost host) {
        var root = host.user("root");
        root.declare("""
                [daemon.settings]
                log-driver = "local"
                [network]
                mtu = 1400
                [[users]]
                name = "carol"
                """);
        var before = HostTree.of(root);
        root.apply().expect(0);
        var between = HostTree.of(root);
        assertTrue(between.differs("in force", before) && between.differs("etc/subuid", before));
        // logind lets carol's systemd run for some seconds more, and usermod takes no ids from her until it has ended.
        root.run("systemd-run --quiet --collect --wait -p PAMName=login -p User=carol true").expect(0);
        root.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
        MainPath.awaitEnd(root, "carol");
        assertEquals(List.of(), HostTree.of(root).since(before, between));
    }
}
