package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.OwnKernel;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A host that was set up and used, and is afterwards what it was before. */
@OnVirtualHost("trixie")
@OwnKernel
class UninstallVmIT {
    private static final String MANIFEST = """
            [host]
            modules = ["nf_tables", "ip_tables"]
            rootful-docker = "disabled"
            [host.sysctl]
            "net.ipv4.ip_unprivileged_port_start" = 80
            "user.max_user_namespaces" = 28633
            "vm.overcommit_memory" = 1
            [cgroup]
            controllers = ["cpu", "cpuset", "io", "memory", "pids"]
            [network]
            ping = true
            mtu = 1400
            [daemon.settings]
            log-driver = "local"
            debug = true
            [limits]
            nofile = 65536
            nproc = 4096
            [ports]
            privileged = "capability"
            [client]
            context = "rootless"
            shell = ["bash"]
            [[users]]
            name = "alice"
            [[users]]
            name = "carol"
            [[users]]
            name = "bob"
            [users.daemon]
            state = "stopped"
            start = "manual"
            [users.ports]
            privileged = "deny"
            """;

    /** Some of it is as declared already, some of it is an administrator's or the user's own and of another value. */
    private static void prepare(VirtualUser root, VirtualUser alice, VirtualUser bob) {
        root.run("""
                systemctl enable --now docker.service && chmod 0600 /dev/net/tun
                modprobe -a tun fuse  # whoever opens their devices loads them
                echo 'vm.overcommit_memory = 1' >/etc/sysctl.d/10-admin.conf && sysctl -q -p /etc/sysctl.d/10-admin.conf
                echo nf_tables >/etc/modules-load.d/admin.conf && modprobe nf_tables
                loginctl enable-linger bob
                mkdir -p /etc/systemd/system/user@.service.d
                printf '# Mine.\\n[Service]\\nCPUWeight=50\\n' >/etc/systemd/system/user@.service.d/delegate.conf
                systemctl daemon-reload
                """).expect(0);
        alice.write(".bashrc", "alias ll='ls -l'\n\n# no line end");
        alice.write(".config/docker/daemon.json", "{\"labels\" :[ \"a=b\"],\n\t \"log-driver\":\t\"json-file\" }\n\n");
        alice.write(".config/systemd/user/docker.service.d/override.conf",
                "# Mine.\n[Service]\nEnvironment=\"FOO=b a r\" DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500\n");
        alice.write(".docker/config.json", "{ \"psFormat\": \"{{.ID}}\" }");
        bob.run("mkdir bin && cp /usr/bin/rootlesskit bin/").expect(0);
        MainPath.restrictNamespaces(root);
    }

    @Test
    @DisplayName("I8 O1 P2 P6 P8 P11 P12 K1 K2 K3 I1 I5: uninstall leaves the host equal to the one before, file by file")
    void hostIsAsBefore(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        prepare(root, alice, host.user("bob"));
        root.declare(MANIFEST);
        var before = HostTree.of(root);
        root.apply().expect(0);
        var between = HostTree.of(root);
        for (var path : List.of("etc/systemd/system/user@.service.d/delegate.conf", "etc/subuid", "home/alice/.bashrc",
                "etc/modules-load.d/rootlessctl-ip_tables.conf", "var/lib/systemd/linger/alice",
                "etc/apparmor.d/home.bob.bin.rootlesskit", "in force")) {
            assertTrue(between.differs(path, before), path + " is not changed by the apply");
        }
        alice.importBusybox();
        // Created only: with what stands for Ubuntu's parameter over /proc no container may have a /proc of its own.
        alice.docker("create --name job -v kept:/kept bb sleep 1").expect(0);

        var shown = root.rootlessctl("uninstall", "--purge-data").expect(2).out();
        assertTrue(shown.contains("daemon[alice] (stop)"), shown);
        alice.docker("version").expect(0);
        root.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
        MainPath.awaitEnd(root, "carol");

        assertEquals(List.of(), HostTree.of(root).since(before, between));
        assertTrue(root.rootlessctl("uninstall").expect(0).out().contains("Nothing of rootlessctl is here."));
    }
}
