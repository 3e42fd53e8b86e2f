package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.host.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Of a daemon that looks healthy; what the checks see of one that does not start is in the scenarios of the command line. */
class ChecksTest {
    private static FakeHost running(String driver) {
        var host = FakeHost.debian().program("/usr/sbin/dockerd", "29.5.0").program("/usr/bin/rootlesskit", "3.0.1")
                .program("/usr/bin/pasta", "2025.05.12");
        host.writer().startByHand("alice", new TreeMap<>(Map.of(
                "DOCKERD_ROOTLESS_ROOTLESSKIT_NET", driver, "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "65520")));
        return host;
    }

    private static List<String> wrong(FakeHost host) {
        return probed(host).filter(cause -> !cause.advice()).map(Cause::code).toList();
    }

    private static Stream<Cause> probed(FakeHost host) {
        var user = Scene.of(host, "schema = 1\ndaemon.probe = \"registry.example:443\"\n[[users]]\nname = \"alice\"\n")
                .declaration().users().getFirst();
        return Checks.of(user, false, Optional.empty(), host).stream();
    }

    @Test
    @DisplayName("T20 slirp4netns#341: the program of the network has ended, which a look at the processes shows")
    void slirp4netnsHasEnded() {
        assertEquals(List.of(), wrong(running("slirp4netns")));
        var lost = running("slirp4netns").withoutSlirp4netns().reach("alice", Reach.NOT_CONNECTED);
        assertEquals(List.of("slirp4netns-ended"), wrong(lost));
        assertFalse(wrong(running("pasta").withoutSlirp4netns()).contains("slirp4netns-ended"));
    }

    @Test
    @DisplayName("T20 moby#51248: it is there, and nothing is reached")
    void slirp4netnsHangs() {
        assertEquals(List.of("egress-lost"), wrong(running("slirp4netns").reach("alice", Reach.NOT_CONNECTED)));
    }

    private static List<Cause> all(FakeHost host) {
        var user = Scene.of(host, "schema = 1\n[[users]]\nname = \"alice\"\n").declaration().users().getFirst();
        return Checks.of(user, false, Optional.empty(), host);
    }

    private static List<String> codes(FakeHost host) {
        return all(host).stream().map(Cause::code).toList();
    }

    @Test
    @DisplayName("T14: ping is told of where the group of the user is outside the range, and nothing is declared")
    void ping() {
        assertFalse(codes(running("pasta").sysctl("net.ipv4.ping_group_range", "0 2147483647")).contains("no-ping"));
        assertTrue(codes(running("pasta").sysctl("net.ipv4.ping_group_range", "1 0")).contains("no-ping"));
        var told = all(running("pasta").sysctl("net.ipv4.ping_group_range", "0 999")).stream()
                .filter(cause -> cause.code().equals("no-ping")).findFirst().orElseThrow();
        assertTrue(told.advice());
        assertEquals(Optional.of("network.ping = true"), told.key());
    }

    @Test
    @DisplayName("T20: a resolver that is a link to nothing, and a runtime directory that others may look into")
    void placesOfTheHost() {
        var host = running("pasta").put("/etc/resolv.conf", Type.LINK, "../run/systemd/resolve/stub-resolv.conf", 0777);
        assertTrue(codes(host).contains("resolver-missing"));
        assertTrue(all(running("pasta").put("/run/user/1000", Type.DIRECTORY, new byte[0], 0755, 1000)).stream()
                .anyMatch(cause -> cause.code().equals("runtime-directory-open") && cause.what().equals("/run/user/1000 has mode 0755: others may look into it") && cause.advice()));
    }

    @Test
    @DisplayName("P3 T11: without a bus no container starts, which nothing but the socket shows")
    void bus() {
        assertFalse(codes(running("pasta").withSystemd()).contains("bus-stopped"));
        assertTrue(codes(running("pasta").withSystemd().without("/run/user/1000/bus")).contains("bus-stopped"));
        assertFalse(codes(running("pasta")).contains("bus-stopped"));
        assertFalse(codes(running("pasta").withSystemd().without("/run/user/1000/bus").withoutManager("alice")).contains("bus-stopped"));
    }

    @Test
    @DisplayName("T20: a place that cannot be asked for is told with the reason")
    void probeNotPossible() {
        assertTrue(probed(running("pasta").reach("alice", Reach.NOT_FROM_HOST)).map(Cause::code).anyMatch("destination-unreachable"::equals));
        assertEquals(List.of("probe-not-possible"), wrong(running("pasta").withoutProbe("nsenter: not found")));
    }
}
