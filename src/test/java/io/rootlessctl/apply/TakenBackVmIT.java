package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What root declares of a host with systemd: taken back by a rollback, mended when somebody breaks it, left where it was so. */
@OnVirtualHost("trixie")
class TakenBackVmIT {
    /** All of the host that a container can show. */
    static final String HOST = """
            [host]
            rootful-docker = "disabled"
            [host.sysctl]
            "net.ipv4.ip_unprivileged_port_start" = 80
            [network]
            ping = true
            [limits]
            nofile = 16384
            nproc = 4096
            [ports]
            privileged = "capability"
            """;
    private static final String MANIFEST = HOST + """
            [[users]]
            name = "alice"
            [[users]]
            name = "carol"
            [users.daemon]
            state = "stopped"
            start = "manual"
            manager = "direct"
            [users.cgroup]
            controllers = ["cpu", "cpuset", "memory", "pids"]
            """;
    private static final String ALICES_DOCKER = "docker -H unix:///run/user/$(id -u alice)/docker.sock version";
    private static final String DELEGATE = "/etc/systemd/system/user@.service.d/delegate.conf";

    /** No systemd of carol's runs, whose controllers no container could have. */
    private static VirtualUser prepared(VirtualHost host) {
        var root = host.user("root");
        root.run("""
                systemctl enable --now docker.service && chmod 0600 /dev/net/tun
                sysctl -q -w net.ipv4.ping_group_range='1 0' net.ipv4.ip_unprivileged_port_start=1024
                mkdir -p /etc/systemd/system/user@.service.d
                printf '# Mine.\\n[Service]\\nCPUWeight=50\\n' >/etc/systemd/system/user@.service.d/delegate.conf
                systemctl daemon-reload
                """).expect(0);
        root.declare(MANIFEST);
        return root;
    }

    @Test
    @DisplayName("O4 I8 I1 I5 P2 P11 P12 K1 K2 K3: a rollback of the host's part leaves it equal to the one before, and back again")
    void rollsBack(VirtualHost host) {
        var root = prepared(host);
        var before = HostTree.of(root);
        root.apply().expect(0);
        var between = HostTree.of(root);
        for (var path : List.of("etc/systemd/system/user@.service.d/delegate.conf", "etc/subuid",
                "etc/security/limits.d/90-rootlessctl-alice.conf", "etc/udev/rules.d/99-rootlessctl-tun.rules",
                "etc/systemd/system/user@1000.service.d/90-rootlessctl-limits.conf", "var/lib/systemd/linger/alice", "in force")) {
            assertTrue(between.differs(path, before), path + " is not changed by the apply");
        }
        // As root: a login of alice's would keep her systemd.
        root.run(ALICES_DOCKER).expect(0);

        root.rootlessctl("rollback", "--yes").expect(0);
        MainPath.awaitEnd(root, "alice");
        assertEquals(List.of(), MainPath.withoutRecords(HostTree.of(root).since(before, between)));

        root.rootlessctl("rollback", "--yes").expect(0);
        root.run(ALICES_DOCKER).expect(0);
        assertTrue(root.apply().expect(0).out().contains("Converged"));
        root.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
        MainPath.awaitEnd(root, "alice");
        assertEquals(List.of(), HostTree.of(root).since(before, between));
    }

    private record Breakage(String command, String address, String fields) {}

    private static final List<Breakage> BREAKAGES = List.of(
            new Breakage("setcap -r /usr/bin/rootlesskit", "capability[/usr/bin/rootlesskit]", "cap_net_bind_service"),
            new Breakage("sed -i /^carol:/d /etc/subgid /etc/subuid", "sub-ids[carol]", "subgid subuid"),
            new Breakage("loginctl disable-linger alice", "linger[alice]", "linger"),
            new Breakage("sed -i 's/cpuset //' " + DELEGATE, "delegation[host]", "Delegate"),
            new Breakage("chmod 0600 /dev/net/tun", "device[/dev/net/tun]", "mode"),
            new Breakage("rm /etc/udev/rules.d/99-rootlessctl-tun.rules", "device[/dev/net/tun]", "persisted"),
            new Breakage("sed -i s/16384/1024/ /etc/security/limits.d/90-rootlessctl-alice.conf", "limits[alice]", "login.nofile"),
            new Breakage("rm /etc/systemd/system/user@1000.service.d/90-rootlessctl-limits.conf", "limits[alice]",
                    "manager.nofile manager.nproc"),
            new Breakage("systemctl enable --now docker.socket", "rootful-docker[docker.socket]", "active"),
            new Breakage("sysctl -q -w net.ipv4.ip_unprivileged_port_start=81",
                    "sysctl[net.ipv4.ip_unprivileged_port_start]", "live"));

    @Test
    @DisplayName("O1 P2 P11 P12 K1 K2 K3 I1 I5: what somebody breaks is named, each alone, and put right alone, the daemon untouched")
    void putsRightWhatIsBroken(VirtualHost host) {
        var root = prepared(host);
        root.apply().expect(0);
        var dockerd = host.user("alice").dockerd();
        for (var breakage : BREAKAGES) {
            root.run(breakage.command()).expect(0);
            var drift = MainPath.changes(MainPath.json(
                    root.rootlessctl("drift", "-f", "rootless.toml", "-o", "json").expect(2).out()));
            assertEquals(Set.of(breakage.address()), drift.keySet(), breakage::toString);
            var applied = MainPath.changes(MainPath.json(
                    root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out()));
            assertEquals(drift, applied, breakage::toString);
            if (!breakage.address().startsWith("rootful")) {
                assertEquals(Map.of(breakage.address(), Set.of(breakage.fields().split(" "))), drift);
            }
        }
        assertEquals(dockerd, host.user("alice").dockerd());
        assertEquals("", root.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());

        // As an upgrade of its package does it.
        root.run("cd /usr/bin && cp rootlesskit rootlesskit.new && mv rootlesskit.new rootlesskit").expect(0);
        assertEquals(Set.of("capability[/usr/bin/rootlesskit]", "daemon[alice]"), MainPath.changes(MainPath.json(
                root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out())).keySet());
        assertNotEquals(dockerd, host.user("alice").dockerd());
        assertTrue(root.apply().expect(0).out().contains("Converged"));
    }

    @Test
    @DisplayName("O1 I1 I5 P2 P11 P12 K1 K2 K3: a host that was prepared by hand is left byte for byte, with its files' times")
    void leavesWhatIsSo(VirtualHost host) {
        var root = host.user("root");
        root.run("""
                chmod 0666 /dev/net/tun
                printf 'net.ipv4.ping_group_range = 0\\t2147483647\\n' >/etc/sysctl.d/50-ping.conf
                printf 'net.ipv4.ip_unprivileged_port_start=80' >/etc/sysctl.d/99-ports.conf
                sysctl -q -p /etc/sysctl.d/50-ping.conf && sysctl -q -p /etc/sysctl.d/99-ports.conf
                printf 'alice - nofile 16384\\nalice soft nproc 4096\\nalice hard nproc 4096\\n* - nofile 16384\\ncarol - nproc 4096' >>/etc/security/limits.conf
                mkdir -p /etc/systemd/system/user@.service.d
                printf '[Service]\\nLimitNOFILE=16384\\nLimitNPROC=4096\\nDelegate=cpuset' >/etc/systemd/system/user@.service.d/site.conf
                systemctl daemon-reload; setcap cap_net_bind_service=ep /usr/bin/rootlesskit
                systemctl disable --now docker.service docker.socket
                usermod --add-subuids 300000-365535 --add-subgids 300000-365535 carol; loginctl enable-linger alice
                """).expect(0);
        root.declare(MANIFEST.replace("name = \"alice\"\n",
                "name = \"alice\"\n[users.daemon]\nstate = \"stopped\"\nstart = \"manual\"\nmanager = \"direct\"\n"));
        var before = HostTree.of(root);
        var applied = root.apply().expect(0).out();
        assertTrue(applied.contains("Converged"), applied);
        assertTrue(root.apply().expect(0).out().contains("Converged"));
        assertEquals(List.of(), MainPath.withoutRecords(HostTree.of(root).since(before, before)));
        root.rootlessctl("uninstall", "--yes").expect(0);
        assertEquals(List.of(), HostTree.of(root).since(before, before));
    }

    @Test
    @DisplayName("P12: limits of a user's systemd that runs already: named until it has started anew, and then in force")
    void limitsOfARunningManager(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        var before = alice.run("ulimit -Hn").expect(0).out();
        root.declare("[daemon]\nstate = \"stopped\"\nstart = \"manual\"\n[limits]\nnofile = 16384\nnproc = 4096\n"
                + "[[users]]\nname = \"alice\"\n");
        root.apply().expect(0);
        assertNotEquals("16384\n", before);
        var plan = root.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        assertTrue(plan.matches("(?s).*alice's systemd still runs with nofile \\d+ \\(hard \\d+\\), nproc \\d+ .*"), plan);
        root.run("systemctl restart user@1000.service").expect(0);
        assertEquals("4096 16384\n", root.run("awk '/^Max (processes|open files)/ { print $(NF-1) }' "
                + "/proc/$(systemctl show --value -p MainPID user@1000.service)/limits | xargs").expect(0).out());
        var after = root.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        assertTrue(!after.contains("still runs with"), after);
    }
}
