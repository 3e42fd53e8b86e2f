package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.host.Listener;
import io.rootlessctl.model.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What stays in the log of a daemon that runs when it is mended, and what stands beside another change of the same kind. */
class DoctorTest {
    private static final String MANIFEST = "schema = 1\n[[users]]\nname = \"alice\"\n";
    private static final String PORT = "cannot expose privileged port 81, you can add 'net.ipv4.ip_unprivileged_port_start=81'";
    private static final String TAKEN = "listen tcp 0.0.0.0:8080: bind: address already in use";

    private static FakeHost running() {
        var host = FakeHost.debian();
        host.writer().startByHand("alice", new TreeMap<>(Map.of("DOCKERD_ROOTLESS_ROOTLESSKIT_NET", "slirp4netns")));
        return host;
    }

    private static List<Finding> findings(FakeHost host, String manifest) {
        var scene = Scene.of(host, manifest);
        return new Doctor(scene.declaration(), host, scene.plan(), true).diagnose(Map.of()).findings();
    }

    /** {@code error port-taken}. */
    private static List<String> told(FakeHost host, String code) {
        return findings(host, MANIFEST).stream().filter(finding -> finding.code().equals(code))
                .map(finding -> finding.severity() + " " + finding.code()).toList();
    }

    @Test
    @DisplayName("T8 T20: a line of the log is over when a look shows so: ports, listeners, space, controllers")
    void looksAgain() {
        var low = running().logged("alice", List.of(PORT)).sysctl("net.ipv4.ip_unprivileged_port_start", "1024");
        assertEquals(List.of("error privileged-port"), told(low, "privileged-port"));
        assertEquals(List.of(), told(low.sysctl("net.ipv4.ip_unprivileged_port_start", "80"), "privileged-port"));

        var taken = running().logged("alice", List.of(TAKEN));
        assertEquals(List.of(), told(taken, "port-taken"));
        taken.listener(new Listener("tcp", "0.0.0.0", 8080, 0, Optional.of(new Listener.Process(812, "nginx"))));
        assertEquals(List.of("error port-taken"), told(taken, "port-taken"));

        var full = running().logged("alice", List.of("write /x: no space left on device")).room(0);
        assertEquals(List.of("error disk-full"), told(full, "disk-full"));
        assertEquals("the file system of /x is full, or has no inodes left", findings(full, MANIFEST).stream()
                .filter(finding -> finding.code().equals("disk-full")).findFirst().orElseThrow().what());
        assertEquals(List.of(), told(full.room(1L << 30), "disk-full"));

        var limits = running().logged("alice", List.of("NanoCPUs can not be set, as your kernel does not support CPU CFS"));
        assertEquals(List.of("error controller-not-delegated"), told(limits, "controller-not-delegated"));
        limits.put("/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers", Type.FILE,
                "cpuset cpu io memory pids\n", 0444);
        assertEquals(List.of(), told(limits, "controller-not-delegated"));
    }

    @Test
    @DisplayName("O9: that containers may gain privileges is worth knowing also without lint.strict, until it is silenced or declared")
    void newPrivileges() {
        var code = "no-new-privileges-missing";
        assertEquals(List.of("advice " + code), told(running(), code));
        for (var lint : List.of("[lint]\nignore = [\"" + code + "\"]\n", "[daemon.settings]\nno-new-privileges = true\n")) {
            assertTrue(findings(running(), MANIFEST.replace("[[", lint + "[[")).stream()
                    .noneMatch(finding -> finding.code().equals(code)), lint);
        }
    }

    @Test
    @DisplayName("T20: what only the log tells is wrong for an hour, and then worth knowing")
    void oldLinesAreAdvice() {
        var host = running();
        var lookup = "\" level=error msg=\"lookup registry on 10.0.2.3:53: read udp 10.0.2.100:1->10.0.2.3:53: i/o timeout\"";
        host.logged("alice", List.of("time=\"" + host.now().minus(Duration.ofMinutes(59)) + lookup));
        assertEquals(List.of("error resolver-unreachable"), told(host, "resolver-unreachable"));
        host.logged("alice", List.of("time=\"" + host.now().minus(Duration.ofMinutes(61)) + lookup));
        assertEquals(List.of("advice resolver-unreachable"), told(host, "resolver-unreachable"));
        assertTrue(findings(host, MANIFEST).stream().anyMatch(finding -> finding.what().endsWith("logged more than an hour ago")));
    }

    @Test
    @DisplayName("T20: a log that cannot be read is said, with the reason")
    void unreadableLog() {
        var told = findings(running().closedLog("alice"), MANIFEST).stream()
                .filter(finding -> finding.code().equals("log-unreadable")).findFirst().orElseThrow();
        assertEquals("the daemon's log cannot be read: journal of alice: No journal files were opened due to insufficient permissions.", told.what());
        assertTrue(!told.wrong());
    }

    @Test
    @DisplayName("T2 T3 T14: what the log tells is not taken for the proof of another change of the same kind, and comes first")
    void anotherChangeOfTheSameKind() {
        var host = FakeHost.debian().sysctl("net.ipv4.ping_group_range", "1 0").logged("alice",
                List.of("[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: no space left on device"));
        var wrong = findings(host, MANIFEST + "network.ping = true\n").stream().filter(Finding::wrong)
                .filter(finding -> finding.kind().equals("sysctl")).toList();
        assertEquals(List.of("userns-limit", "sysctl[net.ipv4.ping_group_range]"), wrong.stream().map(Finding::code).toList());
        assertEquals(List.of(), wrong.getLast().log());
        assertEquals(Optional.of("host.sysctl.\"user.max_user_namespaces\" = 28633"), wrong.getFirst().mend().key());
    }

    @Test
    @DisplayName("P2 T20: one range of two users whom the file does not name is told to everybody, to root with the command, and is nothing that apply mends")
    void conflictOfOthers() {
        var both = "alice:100000:65536\nbob:300000:65536\ncarol:300000:65536\n";
        var host = running().user("bob", 1001).user("carol", 1002).file("/etc/subuid", both).file("/etc/subgid", both);
        var found = findings(host, MANIFEST).stream().filter(finding -> finding.code().equals("sub-ids[bob]")).findFirst().orElseThrow();
        assertTrue(found.wrong() && found.helpless() && found.what().contains("usermod --del-subuids 300000-365535"), found::toString);
        // Of both files.
        assertEquals(List.of("error host-conflict", "error host-conflict"), told(host.callAs("alice"), "host-conflict"));
    }

    @Test
    @DisplayName("P2 T20: two users with one range are told as a conflict that no apply mends")
    void conflict() {
        var host = running().file("/etc/subuid", "alice:100000:65536\nbob:100000:65536\n")
                .file("/etc/subgid", "alice:100000:65536\nbob:100000:65536\n");
        assertTrue(findings(host, MANIFEST).stream().anyMatch(finding -> finding.kind().equals("sub-ids") && finding.wrong()
                && finding.helpless()), () -> findings(host, MANIFEST).toString());
    }
}
