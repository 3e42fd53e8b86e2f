package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Observation.Present;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shape of a declared daemon meets each shape of a daemon that is there. COVERAGE I2, I5, I6, X1. */
class DaemonMatrixTest {
    private static final Account ALICE =
            new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/bash"));

    private enum Wanted {
        RUNNING("start = \"manual\""),
        AT_LOGIN("start = \"login\""),
        AT_BOOT("start = \"boot\""),
        STOPPED("state = \"stopped\"\nstart = \"manual\""),
        ABSENT("state = \"absent\""),
        DIRECT("start = \"manual\"\nmanager = \"direct\""),
        OTHER_MTU("start = \"manual\"\n[network]\nmtu = 1400"),
        OTHER_SOCKET("start = \"manual\"\nsocket = \"~/docker.sock\""),
        OTHER_SETTINGS("start = \"manual\"\n[daemon.settings]\nlog-driver = \"local\"\ndebug = true");

        private final String section;

        Wanted(String section) {
            this.section = section;
        }

        String toml() {
            return "schema = 1\n[daemon]\n" + section + "\n[[users]]\nname = \"alice\"\n";
        }
    }

    private enum There { NOTHING, BY_HAND, OURS, KILLED, DOCKERD_DEAD, UPGRADED, OTHER_IDS, FILE_EDITED_SINCE }

    private static Stream<Arguments> everyPair() {
        return Stream.of(false, true).flatMap(systemd -> Arrays.stream(Wanted.values()).flatMap(wanted ->
                Arrays.stream(There.values()).map(there -> Arguments.of(systemd, wanted, there))));
    }

    @ParameterizedTest(name = "systemd {0}: {1} meets {2}")
    @MethodSource("everyPair")
    void wantedMeetsWhatIsThere(boolean systemd, Wanted wanted, There there) throws IOException {
        var scene = Scene.of(host(systemd, there), wanted.toml());
        var plan = scene.plan();
        assertEquals(plan, scene.plan(), "the same plan when made again");
        var before = scene.host().daemon(ALICE);

        var result = scene.applied();

        assertTrue(result.restarts() <= 1, () -> result.restarts() + " restarts");
        assertEquals(List.of(), scene.plan().changes(), "left to do after an apply");
        assertEquals(List.of(), result.blocked());
        if (plan.effect() == Effect.NONE && before instanceof Present<?>) {
            assertEquals(before, scene.host().daemon(ALICE), "a daemon that nothing was to happen to");
        }
        assertRuns(wanted, there, scene.host());
        var writes = scene.writes();
        scene.applied();
        assertEquals(writes, scene.writes(), "writes of a second apply");
    }

    private static void assertRuns(Wanted wanted, There there, FakeHost host) {
        boolean runs = host.daemon(ALICE).found().isPresent();
        switch (wanted) {
            case STOPPED -> assertTrue(!runs);
            // Somebody else's daemon is not ours to end.
            case ABSENT -> assertTrue(!runs || there == There.BY_HAND, () -> there.toString());
            case RUNNING, AT_LOGIN, AT_BOOT, DIRECT, OTHER_MTU, OTHER_SOCKET, OTHER_SETTINGS -> {
                var socket = wanted == Wanted.OTHER_SOCKET ? "/home/alice/docker.sock" : "/run/user/1000/docker.sock";
                assertTrue(host.engine(Path.of(socket), ALICE).found().isPresent());
            }
        }
    }

    private static FakeHost host(boolean systemd, There there) throws IOException {
        var host = FakeHost.debian();
        if (systemd) {
            host.withSystemd();
        }
        if (there == There.BY_HAND) {
            if (systemd) {
                host.file("/home/alice/.config/systemd/user/docker.service",
                        "[Service]\nExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh\n");
            }
            host.writer().startByHand("alice", new TreeMap<>());
        } else if (there != There.NOTHING) {
            Scene.of(host, Wanted.RUNNING.toml()).applied();
        }
        switch (there) {
            case NOTHING, BY_HAND, OURS -> { }
            case KILLED -> host.writer().kill("alice");
            case DOCKERD_DEAD -> host.writer().killDockerd("alice");
            case UPGRADED -> host.writer().upgrade("alice");
            case OTHER_IDS -> host.file("/etc/subuid", "alice:300000:65536\n").file("/etc/subgid", "alice:300000:65536\n");
            case FILE_EDITED_SINCE -> host.file("/home/alice/.config/docker/daemon.json", "{\"log-driver\": \"none\"}\n");
        }
        return host;
    }
}
