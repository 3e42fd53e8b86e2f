package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What only a host with systemd can be broken in: the doctor names it first, and what it says mends it when it is pasted. */
@OnVirtualHost("trixie")
@Order(5)
class DoctorVmIT {
    private static final String DROP_IN = ".config/systemd/user/docker.service.d/mine.conf";

    /**
     * @param code what the doctor has to call it
     * @param cause the known cause behind it, where the code is an address; may be empty
     * @param manifest what alice declares
     * @param byRoot a script that breaks it
     * @param byAlice and another
     */
    private record Fault(String code, String cause, String manifest, String byRoot, String byAlice) {
        Fault(String code, String cause, String byRoot, String byAlice) {
            this(code, cause, "", byRoot, byAlice);
        }
    }

    private static final List<Fault> FAULTS = List.of(
            new Fault("linger[alice]", "not-at-boot", "loginctl disable-linger alice", "true"),
            new Fault("sysctl[net.ipv4.ping_group_range]", "no-ping", "network.ping = true\n", "sysctl -qw net.ipv4.ping_group_range='1 0'", "true"),
            new Fault("sub-ids[alice]", "no-subuid", "sed -i /^alice:/d /etc/subuid /etc/subgid", "true"),
            new Fault("sub-ids[alice]", "no-subuid", "sed -i /^alice:/d /etc/subgid", "true"),
            new Fault("runtime-directory", "", "chmod 0500 /run/user/1000", "true"),
            new Fault("socket-blocked", "", "true", "systemctl --user stop docker; mkdir -p $XDG_RUNTIME_DIR/docker.sock/x"),
            new Fault("pid-file", "", "true", "systemctl --user stop docker; echo 1 >$XDG_RUNTIME_DIR/docker.pid"),
            new Fault("context-elsewhere", "", "true",
                    "docker context create other --docker host=unix:///nowhere.sock >/dev/null; docker context use other >/dev/null"),
            new Fault("packages[host]", "newuidmap-not-setuid",
                    "setcap -r /usr/bin/newuidmap 2>/dev/null || true; chmod 0755 /usr/bin/newuidmap", "true"),
            new Fault("data-root-closed", "", "chown root: /home/alice/.local/share/docker", "true"),
            new Fault("daemon[alice]", "", "true", "systemctl --user stop docker"),
            new Fault("daemon[alice]", "", "true", "systemctl --user disable docker"),
            new Fault("environment-unquoted", "", "true", "printf '[Service]\\nEnvironment=DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS="
                    + "--ipv6 -p 127.0.0.1:2376:2376/tcp\\n' >" + DROP_IN + "; systemctl --user daemon-reload; "
                    + "systemctl --user restart docker"),
            new Fault("user-unit[alice]", "", "true", "systemctl --user disable --now docker; "
                    + "ln -sf /dev/null .config/systemd/user/docker.service; systemctl --user daemon-reload"),
            new Fault("bus-stopped", "", "true", "systemctl --user mask --now dbus.socket dbus.service; rm -f $XDG_RUNTIME_DIR/bus"),
            // What stands in the journal only.
            new Fault("daemon-json-unknown-key", "", "true", settings("{ \"log-drivr\": \"local\", \"debug\": false }")),
            new Fault("mtu-too-large", "", "true", failing("DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=70000")),
            // The last one: no longer declared, daemon.json has it again, for so it was before.
            new Fault("runtime-unknown", "", "true", settings("{ \"default-runtime\": \"nowhere\" }")));

    private static String settings(String json) {
        return "printf '" + json + "' >.config/docker/daemon.json; " + restarting();
    }

    /** Until systemd has given up. */
    private static String failing(String variable) {
        return "printf '[Service]\\nEnvironment=" + variable + "\\n' >" + DROP_IN + "; systemctl --user daemon-reload; " + restarting();
    }

    private static String restarting() {
        return "systemctl --user restart docker || true; until systemctl --user is-failed -q docker; do sleep 0.2; done";
    }

    @Test
    @DisplayName("P1 P2 P3 K1 T4 T7 T11 T14 T20: broken one by one under systemd, named first, mended by what is told")
    void namesWhatWasBrokenAndMendsIt(@WithDaemon VirtualHost host) throws IOException {
        var root = host.user("root");
        var alice = host.user("alice");
        alice.declare("");
        alice.write(".config/docker/daemon.json", "{}\n");
        alice.run("mkdir -p $(dirname " + DROP_IN + ")").expect(0);
        alice.rootlessctl("doctor", "-f", "rootless.toml").expect(0);
        for (var fault : FAULTS) {
            alice.declare(fault.manifest());
            root.run("sh -eu", fault.byRoot()).expect(0);
            alice.run("sh -eu", fault.byAlice()).expect(0);
            var first = finding(alice);
            assertEquals(fault.code() + " " + fault.cause(), first.path("code").asText() + " " + first.path("cause").asText("").replace("null", ""),
                    first::toPrettyString);
            mend(first, fault.manifest(), root, alice);
            var healthy = alice.rootlessctl("doctor", "-f", "rootless.toml");
            assertEquals(0, healthy.exit(), () -> fault + ":\n" + first.toPrettyString() + healthy.out());
            alice.run("rm -f " + DROP_IN + "; systemctl --user daemon-reload").expect(0);
            alice.declare("");
            alice.apply().expect(0);
        }
    }

    /** As somebody who reads it would: root's commands, the user's, else the line of the file; then apply. */
    private static void mend(JsonNode first, String manifest, VirtualUser root, VirtualUser alice) {
        if (first.path("asRoot").isEmpty() && first.path("asUser").isEmpty() && first.path("key").isTextual()) {
            alice.declare(manifest + first.path("key").asText() + "\n");
        }
        root.run("sh -eu", lines(first.path("asRoot"))).expect(0);
        alice.run("sh -eu", lines(first.path("asUser"))).expect(0);
        alice.apply().expect(0);
    }

    @Test
    @DisplayName("K3 T12: controllers that the file wants and systemd does not delegate; pasted, systemd does, and what the kernel has not is left")
    void namesAMissingDelegation(@WithDaemon VirtualHost host) throws IOException {
        var alice = host.user("alice");
        alice.declare("cgroup.controllers = [\"cpu\", \"io\"]\n");
        var first = finding(alice);
        assertEquals("delegation[host] controller-not-delegated", first.path("code").asText() + " " + first.path("cause").asText());
        host.user("root").run("sh -eu", lines(first.path("asRoot"))).expect(0);
        assertEquals("Delegate=cpu io", host.user("root").run("systemctl cat user@.service | grep ^Delegate= | tail -n 1").expect(0).out().strip());
        var left = finding(alice);
        assertEquals("controllers[alice]", left.path("code").asText(), left::toPrettyString);
        assertTrue(left.path("what").asText().contains("this kernel has no cpu, io"), left::toPrettyString);
        host.user("root").run("rm -r /etc/systemd/system/user@.service.d; systemctl daemon-reload").expect(0);
    }

    private static JsonNode finding(VirtualUser alice) throws IOException {
        return new ObjectMapper().readTree(alice.rootlessctl("doctor", "-f", "rootless.toml", "-o", "json").expect(2).out())
                .path("findings").path(0);
    }

    private static String lines(JsonNode commands) {
        return StreamSupport.stream(commands.spliterator(), false).map(JsonNode::asText).collect(Collectors.joining("\n"));
    }

    @Test
    @DisplayName("O4 T20: an apply whose daemon does not start ends with the last lines of the journal, and the cause in them")
    void tellsWhyItDidNotStart(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.run("mkdir -p $(dirname " + DROP_IN + ") && " + failing("DOCKERD_ROOTLESS_ROOTLESSKIT_NET=gvisor-tap-vsock")).expect(0);
        alice.declare("");
        var told = alice.apply().expect(4).out();
        assertTrue(told.contains("the daemon's last log lines:") && told.contains("unknown network mode: gvisor-tap-vsock")
                && told.contains("(network-driver-unknown)"), told);
    }
}
