package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An ordinary user declares, root pastes what comes out: there and back again. */
@OnVirtualHost("trixie")
class AskedOfRootVmIT {
    /** The controllers are bob's, for no systemd of a container has them; delegate.conf is one for all. */
    private static final String MANIFEST = TakenBackVmIT.HOST + """
            [[users]]
            name = "carol"
            [[users]]
            name = "bob"
            [users.cgroup]
            controllers = ["cpu", "cpuset", "memory", "pids"]
            """;
    private static final List<String> ADDRESSES = List.of(
            "limits[carol]", "sub-ids[carol]", "rootful-docker[docker.service]", "rootful-docker[docker.socket]",
            "sysctl[net.ipv4.ip_unprivileged_port_start]", "sysctl[net.ipv4.ping_group_range]",
            "capability[/usr/bin/rootlesskit]", "device[/dev/net/tun]", "delegation[host]", "linger[carol]");
    private static final List<String> PATHS = List.of(
            "etc/security/limits.d/90-rootlessctl-carol.conf", "etc/subuid", "etc/subgid",
            "etc/sysctl.d/zz-rootlessctl-net.ipv4.ip_unprivileged_port_start.conf",
            "etc/sysctl.d/90-rootlessctl-net.ipv4.ping_group_range.conf", "etc/udev/rules.d/99-rootlessctl-tun.rules",
            "etc/systemd/system/user@.service.d/delegate.conf", "var/lib/systemd/linger/carol", "in force");

    @Test
    @DisplayName("I1 I5 I8 P2 P11 P12 K1 K2 K3: the block, pasted twice, makes it converge; the user's uninstall gives the one that undoes it all")
    void thereAndBack(VirtualHost host) {
        var root = host.user("root");
        var carol = host.user("carol");
        root.run("""
                systemctl enable --now docker.service && chmod 0600 /dev/net/tun
                sysctl -q -w net.ipv4.ping_group_range='1 0' net.ipv4.ip_unprivileged_port_start=1024
                echo net.ipv4.ip_unprivileged_port_start=1024 >/etc/sysctl.d/99-ports.conf
                mkdir -p /etc/systemd/system/user@.service.d
                printf '# Mine.\\n[Service]\\nCPUWeight=50\\n' >/etc/systemd/system/user@.service.d/delegate.conf
                systemctl daemon-reload
                """).expect(0);
        carol.declare(MANIFEST);
        endSessions(root);
        var before = HostTree.of(root);

        var asked = carol.apply().expect(3).out();
        for (var address : ADDRESSES) {
            assertTrue(block(asked).contains("# " + address + "\n"), address + " is not in\n" + asked);
        }
        paste(asked, root);
        var applied = carol.apply().expect(0).out();
        assertTrue(applied.contains("Applied: "), applied);
        MainPath.assertStaysConverged(carol);
        var between = HostTree.of(root);
        for (var path : PATHS) {
            assertTrue(between.differs(path, before), path + " is not changed by the block");
        }

        var left = carol.rootlessctl("uninstall", "--purge-data", "--yes").expect(3).out();
        assertTrue(left.contains("stays /home/carol/.local/state/rootlessctl"), left);
        endSessions(root);
        paste(left, root);
        carol.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
        endSessions(root);
        assertEquals(List.of(), HostTree.of(root).since(before, between));
    }

    private static String block(String out) {
        int start = out.indexOf("sudo sh -eu <<'EOF'\n");
        assertTrue(start >= 0, out);
        return out.substring(start, out.indexOf("\nEOF\n", start) + "\nEOF\n".length());
    }

    /** As it is printed, by somebody who is root already; the second time it has nothing left to do. */
    private static void paste(String out, VirtualUser root) {
        var line = block(out).substring("sudo ".length());
        root.run(line).expect(0);
        root.run(line).expect(0);
    }

    private static void endSessions(VirtualUser root) {
        root.run("loginctl terminate-user carol").expect(0);
        root.run("timeout 60 sh -c 'while pgrep -u carol >/dev/null; do sleep 0.2; done'").expect(0);
        MainPath.awaitEnd(root, "carol");
    }
}
