package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.OwnKernel;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What only a kernel of one's own can show: modules, AppArmor, parameters, limits. Each start of rootlessctl takes seconds
 * here, so one host goes through its whole life, and is asked only what no container can answer.
 */
@OnVirtualHost("trixie")
@OwnKernel
@Order(1)
class KernelVmIT {
    private static final String NAMESPACES = "user.max_user_namespaces";
    private static final String PROFILE = "/etc/apparmor.d/home.bob.bin.rootlesskit";
    private static final String ALICES_DOCKER =
            "timeout 300 sh -c 'until docker -H unix:///run/user/1000/docker.sock version; do sleep 1; done' >/dev/null";

    private static final String SETTINGS = """
            [cgroup]
            controllers = ["cpu", "cpuset", "io", "memory", "pids"]
            [network]
            ping = true
            mtu = 1400
            [daemon]
            ready-timeout = "300s"
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
            """;
    private static final String HOST = """
            [host]
            modules = ["nf_tables", "ip_tables"]
            rootful-docker = "disabled"
            [host.sysctl]
            "net.ipv4.ip_unprivileged_port_start" = 80
            "user.max_user_namespaces" = 28633
            "vm.overcommit_memory" = 1
            """ + SETTINGS + """
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
    /** As Debian ships it, but for the rule that allows user namespaces. */
    private static final String FORBIDDING = """
            abi <abi/4.0>,
            include <tunables/global>

            profile rootlesskit /usr/bin/rootlesskit flags=(attach_disconnected) {
              file,
              capability,
              network,
              mount,
              remount,
              umount,
              pivot_root,
              ptrace,
              signal,
              unix,
              dbus,
              mqueue,
              io_uring,
              change_profile -> **,
            }
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
    }

    /** Now no user namespace can be made, for three reasons. */
    private static void forbidNamespaces(VirtualUser root) {
        root.run("cat >/etc/apparmor.d/rootlesskit && apparmor_parser -r /etc/apparmor.d/rootlesskit", FORBIDDING).expect(0);
        root.run("sysctl -q -w kernel.unprivileged_userns_clone=0 user.max_user_namespaces=0").expect(0);
    }

    @Test
    @DisplayName("P5 P6 P8 P11 P12 K1 K2 K3 K4 I1 I5 I8 O1: a kernel that forbids it: told, set up, broken, mended, rebooted")
    void goesThroughAHostsLife(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        prepare(root, alice, host.user("bob"));
        forbidNamespaces(root);
        MainPath.restrictNamespaces(root);
        alice.declare(SETTINGS);
        tellsWhatForbidsIt(alice);

        root.declare(HOST);
        root.apply().expect(0);
        assertInForce(root);
        assertEquals("/home/bob/bin/rootlesskit (unconfined)\n",
                host.user("bob").run("bin/rootlesskit cat /proc/self/attr/current").expect(0).out());
        mendsWhatIsBroken(root, alice);

        root.run("umount -R /proc/sys/kernel").expect(0);
        root.apply().expect(0);
        limitsContainers(alice);
        host.reboot();
        root.run(ALICES_DOCKER).expect(0);
        assertInForce(root);
        assertEquals("web\n", alice.docker("ps --format '{{.Names}}'").expect(0).out());
        var second = root.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
        var plan = MainPath.json(alice.rootlessctl("plan", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertTrue(plan.path("converged").asBoolean(), plan.toPrettyString());
    }

    private static void tellsWhatForbidsIt(VirtualUser alice) {
        var plan = alice.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        for (var told : List.of("sysctl[kernel.unprivileged_userns_clone]  needs root", "apparmor[/usr/bin/rootlesskit]  needs",
                "profile: forbids user namespaces -> true", "this kernel refuses user namespaces",
                "sysctl -w kernel.unprivileged_userns_clone=1", "sysctl -w user.max_user_namespaces=28633",
                "daemon[alice]  waits for apparmor[/usr/bin/rootlesskit]",
                "/run/docker.sock: the system's own Docker is there too")) {
            assertTrue(plan.contains(told), told + " in: " + plan);
        }
    }

    private static void assertInForce(VirtualUser root) {
        assertEquals("0 2147483647 80 28633 1\n", root.run("echo $(sysctl -n net.ipv4.ping_group_range "
                + "net.ipv4.ip_unprivileged_port_start user.max_user_namespaces kernel.unprivileged_userns_clone)").expect(0).out());
        assertEquals("cpuset cpu io memory pids\n", root.run(MainPath.CONTROLLERS).expect(0).out());
        assertEquals("666 /usr/bin/rootlesskit cap_net_bind_service=ep ip_tables nf_tables\n", root.run(
                "echo $(stat -c %a /dev/net/tun) $(getcap /usr/bin/rootlesskit) "
                        + "$(lsmod | cut -d ' ' -f 1 | grep -x -e ip_tables -e nf_tables | sort)").expect(0).out());
        assertEquals("inactive inactive disabled disabled\n", root.run(
                "echo $(systemctl is-active docker docker.socket; systemctl is-enabled docker docker.socket)").out());
        assertEquals("65536 4096\n", root.run("prlimit --pid $(pgrep -u alice -x systemd) --raw --noheadings "
                + "--output HARD --nofile --nproc | xargs").expect(0).out());
    }

    /** All that a kernel can lose, at once: exactly that is named, and put right, without a restart. */
    private static void mendsWhatIsBroken(VirtualUser root, VirtualUser alice) {
        var dockerd = alice.dockerd();
        root.run("modprobe -r ip_tables && apparmor_parser -R " + PROFILE + " && sysctl -q -w " + NAMESPACES + "=9000").expect(0);
        var broken = Map.of("module[ip_tables]", Set.of("loaded"), "apparmor[/home/bob/bin/rootlesskit]", Set.of("loaded"),
                "sysctl[" + NAMESPACES + "]", Set.of("live"));
        assertEquals(broken, MainPath.changes(MainPath.json(
                root.rootlessctl("drift", "-f", "rootless.toml", "-o", "json").expect(2).out())));
        assertEquals(broken, MainPath.changed(root));
        assertEquals(dockerd, alice.dockerd());
        assertInForce(root);
    }

    /** As its own control group has them. */
    private static void limitsContainers(VirtualUser alice) {
        alice.importBusybox();
        assertEquals("50000 100000 67108864 42 0\n", alice.docker("run --rm --cpus 0.5 --memory 64m --pids-limit 42 "
                + "--cpuset-cpus 0 bb sh -c 'cd /sys/fs/cgroup && echo $(cat cpu.max memory.max pids.max cpuset.cpus)'")
                .expect(0).out());
        alice.docker("run -d --name web --restart always -p 80:80 bb sleep 3600").expect(0);
    }
}
