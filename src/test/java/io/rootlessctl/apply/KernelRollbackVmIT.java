package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.OwnKernel;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel and a user's systemd were told, taken back, and told again, as sparingly as in {@link KernelVmIT}. */
@OnVirtualHost("trixie")
@OwnKernel
@Order(2)
class KernelRollbackVmIT {
    private static final String NAMESPACES = "user.max_user_namespaces";
    private static final String ALICES_SYSTEMD = "systemctl show --value -p MainPID user@1000.service";
    private static final String STOPPED = """
            [daemon]
            state = "stopped"
            start = "manual"
            restart = "%s"
            [host]
            modules = ["ip_tables"]
            [host.sysctl]
            "user.max_user_namespaces" = 28633
            [cgroup]
            controllers = ["cpu", "cpuset", "io", "memory", "pids"]
            [[users]]
            name = "alice"
            [[users]]
            name = "bob"
            """;

    @Test
    @DisplayName("O4 I8 P5 P6 P8 K3 O1 O7: a user's systemd restarts only when allowed; a rollback and an uninstall take back "
            + "what the kernel was told; a parameter wrong in each way")
    void takesBackWhatTheKernelWasTold(VirtualHost host, @TempDir Path directory) throws IOException {
        var root = host.user("root");
        host.user("alice").run("true").expect(0);
        host.user("bob").run("mkdir bin && cp /usr/bin/rootlesskit bin/").expect(0);
        MainPath.restrictNamespaces(root);
        var systemd = root.run(ALICES_SYSTEMD).expect(0).out();
        root.declare(STOPPED.formatted("never"));
        var before = HostTree.of(root);
        var blocked = root.apply().expect(3).out();
        assertTrue(blocked.contains("controllers[alice]  daemon.restart is \"never\""), blocked);
        assertEquals(systemd, root.run(ALICES_SYSTEMD).expect(0).out());
        var between = HostTree.of(root);
        for (var path : List.of("etc/modules-load.d/rootlessctl-ip_tables.conf", "etc/apparmor.d/home.bob.bin.rootlesskit",
                "etc/systemd/system/user@.service.d/delegate.conf", "etc/sysctl.d/90-rootlessctl-" + NAMESPACES + ".conf", "in force")) {
            assertTrue(between.differs(path, before), path + " is not changed by the apply");
        }
        root.rootlessctl("rollback", "--yes").expect(0);
        assertEquals(List.of(), MainPath.withoutRecords(HostTree.of(root).since(before, between)));

        root.declare(STOPPED.formatted("when-needed"));
        root.apply().expect(0);
        assertNotEquals(systemd, root.run(ALICES_SYSTEMD).expect(0).out());
        assertEquals("cpuset cpu io memory pids\n", root.run(MainPath.CONTROLLERS).expect(0).out());
        setsAParameterHoweverItIsWrong(root);
        root.run("rm /etc/sysctl.d/95-others.conf").expect(0);
        root.rootlessctl("uninstall", "--yes").expect(0);
        assertEquals(List.of(), MainPath.withoutRecords(HostTree.of(root).since(before, between)));

        root.run("echo to the console >/dev/ttyS0").expect(0);
        host.keepEvidence(directory, "none");
        var console = Files.readString(directory.resolve("console.log"));
        assertTrue(console.contains("to the console"), console);
    }

    /** That it is wrong now alone is seen where it is broken; the network's parameters are wrong in a container. */
    private static void setsAParameterHoweverItIsWrong(VirtualUser root) {
        var address = "sysctl[" + NAMESPACES + "]";
        root.run("sed -i 's/=.*/= 7/' /etc/sysctl.d/90-rootlessctl-" + NAMESPACES + ".conf").expect(0);
        assertEquals(Map.of(address, Set.of("persisted")), MainPath.changed(root));
        root.run("rm /etc/sysctl.d/90-rootlessctl-" + NAMESPACES + ".conf && sysctl -q -w " + NAMESPACES + "=9000").expect(0);
        assertEquals(Map.of(address, Set.of("live", "persisted")), MainPath.changed(root));
        root.run("echo " + NAMESPACES + "=9000 >/etc/sysctl.d/95-others.conf").expect(0);
        var overridden = MainPath.json(root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertEquals(Map.of(address, Set.of("persisted")), MainPath.changes(overridden));
        assertTrue(overridden.path("changes").path(0).path("reason").asText().contains("/etc/sysctl.d/95-others.conf"), overridden::toString);
        assertEquals("28633\n", root.run("sysctl -n " + NAMESPACES).expect(0).out());
    }
}
