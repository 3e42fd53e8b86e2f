package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.assertStaysConverged;
import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Docker under systemd, in every state in which it can be found there. */
@OnVirtualHost("trixie")
@Order(6)
class SystemdVmIT {
    private static final String UNIT = ".config/systemd/user/docker.service";
    private static final String DAEMON_JSON = ".config/docker/daemon.json";
    /** At the next boot the host gets its address when alice's daemon answers, and not before, or after two minutes. */
    private static final String NETWORK_COMES_LATE = """
            set -e
            mv /etc/systemd/network/10-lab.network /root/
            cat >/etc/systemd/system/late.service <<'END'
            [Service]
            ExecStart=/root/late
            [Install]
            WantedBy=multi-user.target
            END
            cat >late <<'END'
            #!/bin/sh
            docker() {
                /usr/bin/docker -H unix:///run/user/1000/docker.sock version -f '{{.Server.Version}}'
            }
            for i in $(seq 60); do docker && break; sleep 2; done 2>/dev/null >/root/meanwhile
            ip -brief address >>/root/meanwhile
            mv /root/10-lab.network /etc/systemd/network/
            networkctl reload
            END
            chmod 0755 late
            systemctl enable late.service
            """;

    @Test
    @DisplayName("I2 I5 P2 P3 P10 O1 C2: from nothing to a container, and the second apply changes nothing")
    void fromNothingToAContainer(VirtualHost host) {
        MainPath.fromNothingToAContainer(host);
    }

    @Test
    @DisplayName("N4 O1: another MTU is one restart, and foreign lines and comments of override.conf stay")
    void changesTheMtu(@WithDaemon VirtualHost host) {
        MainPath.changesTheMtu(host);
    }

    @Test
    @DisplayName("I2 O1 O5: what Docker's own set-up tool has made is imported, and its unit taken over as it is")
    void takesOverTheUnitOfDockersTool(VirtualHost host) {
        // Docker's tool refuses where the firewall is neither a module that is loaded nor listed as built in.
        host.user("root").run("""
                loginctl enable-linger alice
                mkdir -p /lib/modules/$(uname -r)
                echo kernel/net/ipv4/netfilter/ip_tables.ko >>/lib/modules/$(uname -r)/modules.builtin
                """).expect(0);
        var alice = host.user("alice");
        // It looks for all of Docker where the script is; Debian has that in a directory of its own.
        alice.run("mkdir docker && ln -s /usr/share/docker.io/contrib/dockerd-rootless.sh /usr/bin/docker docker/ && "
                + "PATH=$HOME/docker:$PATH:/usr/sbin:/sbin /usr/share/docker.io/contrib/dockerd-rootless-setuptool.sh install")
                .expect(0);
        var unit = alice.read(UNIT);
        var dockerd = alice.dockerd();
        alice.rootlessctl("import", "--output", "imported.toml").expect(0);
        var imported = MainPath.json(alice.rootlessctl("plan", "-f", "imported.toml", "-o", "json").expect(0).out());
        assertTrue(imported.path("converged").asBoolean(), imported.toPrettyString());
        alice.declare("");
        alice.apply().expect(0);
        assertEquals(dockerd, alice.dockerd());

        alice.declare("[network]\nmtu = 1400\n");
        alice.apply().expect(0);
        assertEquals(unit, alice.read(UNIT));
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I11 O1: daemon.json edited by hand goes back; a key that needs no restart gets none; the other keys stay")
    void putsBackDaemonJson(@WithDaemon VirtualHost host) {
        var alice = running(host, "[daemon.settings]\nlog-driver = \"local\"\nmax-concurrent-downloads = 2\n");
        var dockerd = alice.dockerd();
        alice.write(DAEMON_JSON, "{\"debug\": true,\n \"log-driver\": \"local\", \"max-concurrent-downloads\": 4}\n");
        alice.systemctl("reload docker").expect(0);
        var drift = alice.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
        assertTrue(drift.contains("max-concurrent-downloads"), drift);
        alice.apply().expect(0);
        assertEquals("{\"debug\": true,\n \"log-driver\": \"local\", \"max-concurrent-downloads\": 2}\n",
                alice.read(DAEMON_JSON));
        assertEquals(dockerd, alice.dockerd());
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I2 O1: override.conf edited by hand without a daemon-reload is seen, and loaded before the restart")
    void loadsWhatSystemdHasNotRead(@WithDaemon VirtualHost host) {
        var alice = running(host, "");
        alice.write(UNIT + ".d/override.conf", "[Service]\nEnvironment=DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1400\n");
        alice.declare("[network]\nmtu = 1400\n");
        assertEquals("yes", alice.unit("NeedDaemonReload"));
        alice.apply().expect(0);
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
        assertEquals("no", alice.unit("NeedDaemonReload"));
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I2 O1 O7: a daemon that failed too often to be started again is started when its cause is gone")
    void startsAfterTheStartLimit(@WithDaemon VirtualHost host) {
        var alice = running(host, "[daemon.settings]\nlog-driver = \"local\"\n");
        alice.write(DAEMON_JSON, "{\"log-driver\": 7}\n");
        alice.run("""
                systemctl --user restart docker
                until [ "$(systemctl --user show --value -p ActiveState docker)" = failed ]; do
                    sleep 1
                    systemctl --user start docker
                done
                """);
        var status = alice.rootlessctl("status", "-f", "rootless.toml").out();
        assertTrue(status.contains("failed"), status);
        alice.apply().expect(0);
        assertEquals("active", alice.unit("ActiveState"));
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("N4 O1: a restart is made even when systemd has counted too many of them")
    void restartsAsOftenAsAsked(@WithDaemon VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1500\n");
        alice.run("for i in 1 2 3 4; do systemctl --user restart docker || break; done");
        alice.declare("[network]\nmtu = 1400\n");
        alice.apply().expect(0);
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
    }

    @Test
    @DisplayName("O4 O1: settings with which dockerd does not start are taken back, and the former daemon runs again")
    void putsBackWhatDoesNotStart(@WithDaemon VirtualHost host) {
        var alice = running(host, "[daemon.settings]\nlog-driver = \"local\"\n");
        var file = alice.read(DAEMON_JSON);
        alice.declare("[daemon.settings]\nlog-driver = \"local\"\nbip = \"10.0.0.1/40\"\n");
        var failed = alice.apply().expect(4);
        assertTrue(failed.out().contains("bip") || failed.out().contains("10.0.0.1/40"), failed.out());
        assertEquals(file, alice.read(DAEMON_JSON));
        assertEquals("active", alice.unit("ActiveState"));
        alice.docker("version").expect(0);
    }

    @Test
    @DisplayName("I2 O1: a unit that is a link into the user's own collection is left alone; one that was deleted is made again")
    void knowsLinkedAndDeletedUnits(@WithDaemon VirtualHost host) {
        var alice = running(host, "");
        alice.run("mkdir mine && mv " + UNIT + " mine/ && ln -s ~/mine/docker.service " + UNIT
                + " && systemctl --user daemon-reload").expect(0);
        alice.apply().expect(0);
        assertEquals("mine/docker.service\n", alice.run("realpath --relative-to=. " + UNIT).expect(0).out());

        var dockerd = alice.dockerd();
        alice.run("rm " + UNIT).expect(0);
        alice.apply().expect(0);
        assertTrue(alice.read(UNIT).contains("dockerd-rootless.sh"));
        assertEquals(dockerd, alice.dockerd());
    }

    @Test
    @DisplayName("I2 I5 O1: a daemon stopped and disabled by hand is drift, and comes back")
    void startsAndEnables(@WithDaemon VirtualHost host) {
        var alice = running(host, "");
        alice.systemctl("disable --now docker").expect(0);
        var drift = alice.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
        assertTrue(drift.contains("disabled") && drift.contains("stopped"), drift);
        alice.apply().expect(0);
        assertEquals("active enabled", alice.unit("ActiveState") + " " + alice.unit("UnitFileState"));

        var dockerd = alice.dockerd();
        alice.systemctl("disable docker").expect(0);
        alice.apply().expect(0);
        assertEquals("enabled", alice.unit("UnitFileState"));
        assertEquals(dockerd, alice.dockerd());
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I2 O1: a masked unit is somebody's decision: nothing is changed, and the command that takes it back is told")
    void leavesAMaskedUnit(VirtualHost host) {
        var alice = host.user("alice");
        host.user("root").run("loginctl enable-linger alice").expect(0);
        alice.systemctl("mask docker.service").expect(0);
        alice.declare("");
        var blocked = alice.apply().expect(3).out();
        assertTrue(blocked.contains("masked") && blocked.contains("systemctl --user unmask docker.service"), blocked);
        assertEquals("masked", alice.unit("LoadState"));
        alice.systemctl("unmask docker.service").expect(0);
        alice.apply().expect(0);
        assertStaysConverged(alice);
    }

    @Test
    @DisplayName("I5 O1: after a reboot the daemon runs without a login and before any network, and nothing is to be changed")
    void isConvergedAfterAReboot(@WithDaemon VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1400\n[daemon.settings]\nlog-driver = \"local\"\n");
        alice.docker("run -d --name web --restart always bb sleep 3600").expect(0);
        var before = alice.dockerd();
        var root = host.user("root");
        root.run(NETWORK_COMES_LATE).expect(0);
        host.reboot();
        root.run("timeout 120 sh -c 'until ip -brief address | grep -q 10.0.99.15; do sleep 0.2; done'").expect(0);
        var meanwhile = root.read("meanwhile").strip();
        assertTrue(meanwhile.startsWith("26.1") && !meanwhile.contains("10.0.99.15"), meanwhile);
        assertNotEquals(before, alice.dockerd());
        var plan = MainPath.json(alice.rootlessctl("plan", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertTrue(plan.path("converged").asBoolean(), plan.toPrettyString());
        assertEquals("web\n", alice.docker("ps --format '{{.Names}}'").expect(0).out());
        // The first apply since then notes the new process in its own record.
        assertTrue(alice.apply().expect(0).out().contains("Converged"));
        assertStaysConverged(alice);
    }
}
