package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        var user = Scene.of(host, "schema = 1\ndaemon.probe = \"registry.example:443\"\n[[users]]\nname = \"alice\"\n")
                .declaration().users().getFirst();
        return Checks.of(user, false, Optional.empty(), host).stream().filter(cause -> !cause.advice()).map(Cause::code).toList();
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
}
