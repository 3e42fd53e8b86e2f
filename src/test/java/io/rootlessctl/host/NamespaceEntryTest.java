package io.rootlessctl.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.ProcessId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("X1: the way into a daemon's namespaces")
class NamespaceEntryTest {
    private static final List<String> COMMAND = List.of("ip", "addr");

    @Test
    void entersWhatTheDaemonHasForItself() {
        assertEquals(List.of("/usr/bin/nsenter", "--target=42", "--preserve-credentials", "--mount", "--net", "--user", "--",
                "ip", "addr"), argv(running(List.of("rootlesskit", "--net=slirp4netns", "s"), "mnt", "net", "user")));
        assertEquals(List.of("/usr/bin/nsenter", "--target=42", "--preserve-credentials", "--cgroup", "--mount", "--net",
                "--pid", "--user", "--", "ip", "addr"),
                argv(running(List.of("rootlesskit", "--cgroupns", "--pidns"), "cgroup", "mnt", "net", "pid", "user")));
    }

    @Test
    void takesTheUsualOnesWhereTheKernelDoesNotTell() {
        assertEquals(argv(running(List.of("rootlesskit"), "mnt", "net", "user")), argv(running(List.of("rootlesskit"))));
    }

    @Test
    void entersADetachedNetworkFromInside() {
        for (var flag : List.of("--detach-netns", "--detach-netns=true")) {
            assertEquals(List.of("/usr/bin/nsenter", "--target=42", "--preserve-credentials", "--mount", "--user", "--",
                    "/usr/bin/nsenter", "--net=/run/user/1000/dockerd-rootless/netns", "--", "ip", "addr"),
                    argv(running(List.of("rootlesskit", flag), "mnt", "user")));
        }
    }

    private static List<String> argv(RunningDaemon running) {
        return NamespaceEntry.of(running).orElseThrow().argv("/usr/bin/nsenter", COMMAND);
    }

    private static RunningDaemon running(List<String> arguments, String... namespaces) {
        return new RunningDaemon(new ProcessId(40, 1), arguments, new TreeMap<>(), Optional.of(new ProcessId(42, 2)), List.of(),
                Instant.EPOCH, false, List.of(), new TreeSet<>(List.of(namespaces)),
                Optional.of(Path.of("/run/user/1000/dockerd-rootless")), Optional.empty());
    }
}
