package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostTree;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.OwnKernel;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What root declares of the host, as the kernel, systemd and new logins have it afterwards. */
@OnVirtualHost("trixie")
@OwnKernel
class HostKindsVmIT {
    private static final String PING = "net.ipv4.ping_group_range";
    private static final String PORTS = "net.ipv4.ip_unprivileged_port_start";
    private static final String NAMESPACES = "user.max_user_namespaces";
    private static final String HOST = """
            [host]
            modules = ["nf_tables", "ip_tables"]
            rootful-docker = "disabled"
            [cgroup]
            controllers = ["cpu", "cpuset", "io", "memory", "pids"]
            [ports]
            privileged = "capability"
            """;
    private static final String ALICE = "[[users]]\nname = \"alice\"\n";
    private static final String CONTROLLERS =
            "cat /sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers";
    private static final String DELEGATE = "/etc/systemd/system/user@.service.d/delegate.conf";

    @Test
    @DisplayName("P8 P11 P12 K1 K2 K3 K4 I1 I5 O1: all of a host from one file: in force at once, and after a reboot")
    void declaresTheWholeHost(VirtualHost host) {
        var root = host.user("root");
        root.run("systemctl enable --now docker.service && chmod 0600 /dev/net/tun").expect(0);
        root.declare(ALICE);
        var plan = root.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
        assertTrue(plan.contains("/run/docker.sock: the system's own Docker is there too"), plan);
        root.declare(HOST + """
                [host.sysctl]
                "net.ipv4.ip_unprivileged_port_start" = 80
                "user.max_user_namespaces" = 28633
                [network]
                ping = true
                [limits]
                nofile = 65536
                nproc = 4096
                """ + ALICE);
        root.apply().expect(0);
        assertEquals("inactive inactive disabled disabled\n", root.run(
                "echo $(systemctl is-active docker docker.socket; systemctl is-enabled docker docker.socket)").out());
        assertInForce(root);

        var alice = host.user("alice");
        assertEquals("65536 4096\n", alice.run("echo $(ulimit -n) $(ulimit -u)").expect(0).out());
        assertEquals("65536 4096\n", alice.run("prlimit --pid $(pgrep -u $(id -u) -x systemd) --raw --noheadings "
                + "--output HARD --nofile --nproc | xargs").expect(0).out());
        alice.importBusybox();
        assertEquals("50000 100000 67108864 42 0\n", alice.docker("run --rm --cpus 0.5 --memory 64m --pids-limit 42 "
                + "--cpuset-cpus 0 bb sh -c 'cd /sys/fs/cgroup && echo $(cat cpu.max memory.max pids.max cpuset.cpus)'")
                .expect(0).out());
        alice.docker("run -d --restart always -p 80:80 bb sleep 3600").expect(0);
        assertConverged(root);

        host.reboot();
        var awaited = "until docker -H unix:///run/user/$(id -u alice)/docker.sock version; do sleep 1; done";
        root.run("timeout 120 sh -c '" + awaited + "'").expect(0);
        assertInForce(root);
        assertConverged(root);
    }

    private static void assertInForce(VirtualUser root) {
        assertEquals("0 2147483647 80 28633\n", live(root));
        assertEquals("cpuset cpu io memory pids\n", root.run(CONTROLLERS).expect(0).out());
        assertEquals("666 /usr/bin/rootlesskit cap_net_bind_service=ep ip_tables nf_tables\n", root.run(
                "echo $(stat -c %a /dev/net/tun) $(getcap /usr/bin/rootlesskit) "
                        + "$(lsmod | cut -d ' ' -f 1 | grep -x -e ip_tables -e nf_tables | sort)").expect(0).out());
    }

    private static String live(VirtualUser root) {
        return root.run("echo $(sysctl -n " + PING + " " + PORTS + " " + NAMESPACES + ")").expect(0).out();
    }

    private static void assertConverged(VirtualUser user) {
        var second = user.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
    }

    @Test
    @DisplayName("K3 O1: a user's systemd has new controllers when it starts again, and that happens only when allowed")
    void restartsTheUsersSystemdOnlyWhenAllowed(VirtualHost host) {
        var root = host.user("root");
        host.user("alice").run("true").expect(0);
        var stopped = "[daemon]\nstate = \"stopped\"\nstart = \"manual\"\nrestart = \"%s\"\n" + HOST + ALICE;
        var pid = "systemctl show --value -p MainPID user@1000.service";
        var before = root.run(pid).expect(0).out();
        root.declare(stopped.formatted("never"));
        var blocked = root.apply().expect(3).out();
        assertTrue(blocked.contains("controllers[alice]  daemon.restart is \"never\""), blocked);
        assertTrue(root.read(DELEGATE).contains("Delegate=cpu cpuset io memory pids"));
        assertEquals(before, root.run(pid).expect(0).out());

        root.declare(stopped.formatted("when-needed"));
        assertEquals(Map.of("controllers[alice]", Set.of("controllers")), changed(root));
        assertNotEquals(before, root.run(pid).expect(0).out());
        assertEquals("cpuset cpu io memory pids\n", root.run(CONTROLLERS).expect(0).out());
    }

    @Test
    @DisplayName("O4 I8 P5 P6 P8 K3: a rollback takes back what the kernel was told: module, profile, parameters, controllers")
    void rollsBackWhatTheKernelWasTold(VirtualHost host) {
        var root = host.user("root");
        host.user("bob").run("mkdir bin && cp /usr/bin/rootlesskit bin/").expect(0);
        MainPath.restrictNamespaces(root);
        root.declare("""
                [daemon]
                state = "stopped"
                start = "manual"
                [host]
                modules = ["ip_tables"]
                [host.sysctl]
                "user.max_user_namespaces" = 28633
                [cgroup]
                controllers = ["cpu", "cpuset", "io", "memory", "pids"]
                [[users]]
                name = "bob"
                """);
        var before = HostTree.of(root);
        root.apply().expect(0);
        var between = HostTree.of(root);
        for (var path : List.of("etc/modules-load.d/rootlessctl-ip_tables.conf", "etc/apparmor.d/home.bob.bin.rootlesskit",
                "etc/systemd/system/user@.service.d/delegate.conf", "etc/sysctl.d/90-rootlessctl-user.max_user_namespaces.conf",
                "in force")) {
            assertTrue(between.differs(path, before), path + " is not changed by the apply");
        }
        root.rootlessctl("rollback", "--yes").expect(0);
        assertEquals(List.of(), MainPath.withoutRecords(HostTree.of(root).since(before, between)));
    }

    /** Applies, and gives back the address of each change with its fields. */
    private static Map<String, Set<String>> changed(VirtualUser root) {
        return MainPath.changes(MainPath.json(root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out()));
    }

    private static Map<String, Set<String>> drift(VirtualUser root) {
        return MainPath.changes(MainPath.json(root.rootlessctl("drift", "-f", "rootless.toml", "-o", "json").expect(2).out()));
    }

    /** One thing of the host's that is broken, and what is to be seen of it. */
    private record Breakage(String command, String address, String field) {}

    private static final List<Breakage> BREAKAGES = List.of(
            new Breakage("setcap -r /usr/bin/rootlesskit", "capability[/usr/bin/rootlesskit]", "cap_net_bind_service"),
            new Breakage("apparmor_parser -R /etc/apparmor.d/home.bob.bin.rootlesskit",
                    "apparmor[/home/bob/bin/rootlesskit]", "loaded"),
            new Breakage("modprobe -r ip_tables", "module[ip_tables]", "loaded"),
            new Breakage("sed -i /^bob:/d /etc/subgid /etc/subuid", "sub-ids[bob]", "subgid subuid"),
            new Breakage("loginctl disable-linger alice", "linger[alice]", "linger"),
            new Breakage("sed -i 's/cpuset //' " + DELEGATE, "delegation[host]", "Delegate"));

    @Test
    @DisplayName("P2 P6 P8 K2 K3 I5 O1: what somebody breaks is named, each alone, and put right alone, without a restart")
    void putsRightWhatIsBroken(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        alice.run("true").expect(0);
        host.user("bob").run("mkdir bin && cp /usr/bin/rootlesskit bin/").expect(0);
        MainPath.restrictNamespaces(root);
        root.declare(HOST + ALICE + """
                [[users]]
                name = "bob"
                [users.daemon]
                state = "stopped"
                start = "manual"
                [users.ports]
                privileged = "deny"
                """);
        root.apply().expect(0);
        assertEquals("/home/bob/bin/rootlesskit (unconfined)\n",
                host.user("bob").run("bin/rootlesskit cat /proc/self/attr/current").expect(0).out());
        var dockerd = alice.dockerd();
        for (var breakage : BREAKAGES) {
            root.run(breakage.command()).expect(0);
            var alone = Map.of(breakage.address(), Set.of(breakage.field().split(" ")));
            assertEquals(alone, drift(root));
            assertEquals(alone, changed(root));
        }
        BREAKAGES.forEach(breakage -> root.run(breakage.command()).expect(0));
        assertEquals(BREAKAGES.stream().map(Breakage::address).collect(Collectors.toSet()), drift(root).keySet());
        root.apply().expect(0);
        assertConverged(root);
        assertEquals(dockerd, alice.dockerd());

        // As a package does it.
        root.run("cd /usr/bin && cp rootlesskit rootlesskit.new && mv rootlesskit.new rootlesskit").expect(0);
        assertEquals(Set.of("capability[/usr/bin/rootlesskit]", "daemon[alice]"), changed(root).keySet());
        assertConverged(root);
    }

    @Test
    @DisplayName("P5 K1 K2 O1: parameters wrong now, at boot, both, or by a later file: each its own plan; blanks are none")
    void setsParametersHoweverTheyAreWrong(VirtualHost host) {
        var root = host.user("root");
        root.declare("""
                [host.sysctl]
                "net.ipv4.ping_group_range" = "0 2147483647"
                "net.ipv4.ip_unprivileged_port_start" = 80
                "user.max_user_namespaces" = 28633
                """);
        var wrong = PING + "='5 6' " + PORTS + "=1000 " + NAMESPACES + "=9000";
        assertEquals(each("live", "persisted"), changed(root));
        root.run("sysctl -w " + wrong).expect(0);
        assertEquals(each("live"), changed(root));
        root.run("sed -i 's/=.*/= 7/' /etc/sysctl.d/90-rootlessctl-*").expect(0);
        assertEquals(each("persisted"), changed(root));
        root.run("rm /etc/sysctl.d/90-rootlessctl-* && sysctl -w " + wrong).expect(0);
        assertEquals(each("live", "persisted"), changed(root));
        root.run("printf '%s=\\t5  6\\n%s=1000\\n%s=9000\\n' " + PING + " " + PORTS + " " + NAMESPACES
                + " >/etc/sysctl.d/95-others.conf").expect(0);
        var overridden = MainPath.json(root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertEquals(each("persisted"), MainPath.changes(overridden));
        overridden.path("changes").forEach(change ->
                assertTrue(change.path("reason").asText().contains("/etc/sysctl.d/95-others.conf"), change::toString));

        root.run("sed -i 's/ = /\\t =   /; s/ 2147/\\t 2147/' /etc/sysctl.d/zz-rootlessctl-*").expect(0);
        assertConverged(root);
        host.reboot();
        assertEquals("0 2147483647 80 28633\n", live(root));
        assertConverged(root);
    }

    private static Map<String, Set<String>> each(String... fields) {
        return List.of(PING, PORTS, NAMESPACES).stream()
                .collect(Collectors.toMap(key -> "sysctl[" + key + "]", _ -> Set.of(fields)));
    }
}
