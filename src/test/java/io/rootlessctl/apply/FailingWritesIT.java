package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Snapshot;
import io.rootlessctl.lab.Strace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The kernel refuses one write of a real apply after the other, or somebody ends it there. */
class FailingWritesIT {
    /** What the kernel says, and what the user reads. */
    private static final Map<String, String> ERRORS = new TreeMap<>(Map.of(
            "ENOSPC", "no space left on device", "EROFS", "read-only file system", "EACCES", "permission denied",
            "EIO", "input/output error"));
    private static final int APART = 9;

    @Test
    @DisplayName("O4: disk full, read-only, EACCES, EIO, SIGTERM, SIGINT: all old or all new, the first error is told, no lock")
    void oneWriteFails() throws IOException {
        try (var user = RootlessUser.create(); var start = prepared(user)) {
            var before = home(user);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var goal = home(user);
            start.restore();
            var log = user.home().resolve("strace.log").toString();
            run(user, Strace.counting(), log).expect(0);
            int renames = Strace.most(user.read(user.home().resolve("strace.log")));
            int first = 1;
            int failed = 0;
            for (var error : ERRORS.keySet()) {
                for (int number = first++; number <= renames; number += APART) {
                    start.restore();
                    var apply = run(user, Strace.failAt(error, number), "/dev/null");
                    var what = error + " at rename " + number + ": " + apply.out() + apply.err();
                    assertTrue(List.of(1, 4).contains(apply.exit()), what);
                    assertTrue((apply.out() + apply.err()).contains(ERRORS.get(error)), what);
                    settled(user, what, before, goal);
                    failed++;
                }
            }
            int signals = 0;
            for (var signal : List.of("TERM", "INT")) {
                for (int number = first++; number <= renames; number += APART) {
                    start.restore();
                    var apply = run(user, Strace.signalAt(signal, number), "/dev/null");
                    var what = signal + " at rename " + number + ", exit " + apply.exit() + ": " + apply.out() + apply.err();
                    assertTrue(List.of(0, 1, 4).contains(apply.exit()), what);
                    settled(user, what, before, goal);
                    signals++;
                }
            }
            System.out.println("failing writes: " + renames + " renames, " + failed + " failures, " + signals
                    + " signals, 0 files neither old nor new");
        }
    }

    /** As it was, or as it is to be; and the next apply, which no lock is in the way of, gets to the end. */
    private static void settled(RootlessUser user, String what, Listing before, Listing goal) {
        var now = home(user);
        assertTrue(now.since(before).isEmpty() || now.since(goal).isEmpty(), () -> what + now.since(before));
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        assertEquals(List.of(), home(user).since(goal), what);
    }

    private static Outcome run(RootlessUser user, Strace strace, String log) {
        return user.run(strace.of(log, Project.LAUNCHER.toString(), "apply", "-f", "rootless.toml"));
    }

    private static Listing home(RootlessUser user) {
        return Listing.of(user.home()).without(".local", "strace.log");
    }

    private static Snapshot prepared(RootlessUser user) throws IOException {
        user.write(user.home().resolve("rootless.toml"), """
                schema = 1
                [daemon]
                state = "stopped"
                [daemon.settings]
                log-driver = "local"
                [network]
                mtu = 1500
                [client]
                context = "rootless"
                shell = ["bash", "fish"]
                """);
        user.write(user.home().resolve(".bashrc"), "alias ll='ls -l'\n");
        user.write(user.home().resolve(".config/docker/daemon.json"), "{\"labels\": [\"a=b\"]}");
        return Snapshot.of(user.home());
    }
}
