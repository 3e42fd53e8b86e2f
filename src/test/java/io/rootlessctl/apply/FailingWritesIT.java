package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.lab.Snapshot;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.lab.Strace.Call;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every file of a real apply is refused by the kernel in its turn, or somebody ends the apply there. */
class FailingWritesIT {
    private static final Path OWN = Path.of("/var/lib/rootlessctl");
    private static final Path FIRST_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    /**
     * @param call what of a file's write it is that fails
     * @param told what the user reads
     */
    private record Trouble(String call, String error, String told) {
        Strace at(Call rename) {
            return error.startsWith("E") ? Strace.failAt(error, rename.as(call)) : Strace.signalAt(error, rename);
        }
    }

    /** One for each file in turn, so that all files and all troubles have their turn. */
    private static final List<Trouble> TROUBLES = List.of(
            new Trouble("write", "ENOSPC", "no space left on device"), new Trouble("openat", "EROFS", "read-only file system"),
            new Trouble("fsync", "EIO", "input/output error"), new Trouble("rename", "EACCES", "permission denied"),
            new Trouble("rename", "TERM", "interrupted by a signal"), new Trouble("rename", "EIO", "input/output error"),
            new Trouble("rename", "INT", "interrupted by a signal"), new Trouble("write", "EIO", "input/output error"));

    private static final String USER_PART = """
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
            """;

    @Test
    @DisplayName("O4: disk full, read-only, EACCES, EIO, SIGTERM, SIGINT: all old or all new, the first error is told, no lock")
    void user() throws IOException {
        try (var user = RootlessUser.create()) {
            prepared(user, USER_PART);
            sweep("a user's apply", new Places(user, List.of(user.home()), List.of(), List.of()), strace -> user.run(
                    strace.of(Project.LAUNCHER.toString(), "apply", "-f", "rootless.toml")));
        }
    }

    @Test
    @DisplayName("O4: the same for root, whose changes of the host stand each by itself")
    void root() throws IOException {
        try (var user = RootlessUser.createWithout(Lack.SUB_IDS); var found = Snapshot.of(OWN)) {
            Trees.delete(OWN);
            var places = new Places(user, List.of(user.home(), Path.of("/etc/subuid"), Path.of("/etc/subgid"),
                    Path.of("/etc/security/limits.d"), Path.of("/etc/sysctl.d"), OWN), List.of(FIRST_PORT), List.of());
            Files.writeString(FIRST_PORT, "1024");
            prepared(user, "schema = 1\n[daemon]\nstate = \"stopped\"\n[limits]\nnofile = 65536\n[ports]\nprivileged = \"sysctl\"\n"
                    + "unprivileged-start = 80\n[[users]]\nname = \"" + user.name() + "\"\n");
            CrashSweep.Traced apply = strace -> Project.runAsRoot(strace.of(Project.LAUNCHER.toString(), "apply", "-f",
                    user.home().resolve("rootless.toml").toString()));
            sweep("root's apply", places, apply);
            childKilled(places, apply);
            found.restore();
        }
    }

    @Test
    @DisplayName("O4: a directory that is and stays read-only: nothing has changed, and nothing is said to be left to put back")
    void lasting() throws IOException {
        try (var user = RootlessUser.create()) {
            prepared(user, USER_PART);
            var docker = user.home().resolve(".config/docker").toString();
            Commands.run("mount", "--bind", docker, docker).expect(0);
            try {
                Commands.run("mount", "-o", "remount,bind,ro", docker).expect(0);
                var before = Listing.of(user.home()).without(".local");
                var failed = user.rootlessctl("apply", "-f", "rootless.toml").expect(4);
                assertTrue(failed.out().contains("read-only file system") && failed.out().contains("as it was before"), failed.out());
                assertEquals(List.of(), Listing.of(user.home()).without(".local").since(before));
            } finally {
                Commands.run("umount", docker).expect(0);
            }
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        }
    }

    /** usermod between its two files: one of them is written already. */
    private static void childKilled(Places places, CrashSweep.Traced apply) throws IOException {
        try (var start = places.state()) {
            var before = places.seen();
            var killed = apply.run(Strace.signalAt("KILL", new Call("rename", "/etc/subgid+", 1)));
            assertEquals(1, killed.exit(), () -> killed.out() + killed.err());
            assertTrue(killed.out().contains("put back: what this change had touched is as it was before"), killed.out());
            var now = places.seen();
            for (var file : List.of("/etc/subuid", "/etc/subgid")) {
                assertEquals(before.entries().get(file), now.entries().get(file), killed.out());
            }
            apply.run(Strace.none()).expect(0);
            start.restore();
        }
    }

    private static void sweep(String what, Places places, CrashSweep.Traced apply) throws IOException {
        try (var start = places.state()) {
            var before = places.seen();
            var calls = Strace.calls(apply.run(Strace.renames()).expect(0));
            var goal = places.seen();
            int signals = 0;
            for (int number = 0; number < calls.size(); number++) {
                var trouble = TROUBLES.get(number % TROUBLES.size());
                start.restore();
                met(what + ", " + trouble + " at " + calls.get(number), trouble, apply.run(trouble.at(calls.get(number))));
                settled(what + ", " + trouble + " at " + calls.get(number), places, before, goal);
                apply.run(Strace.none()).expect(0);
                assertEquals(List.of(), places.seen().since(goal), what);
                signals += trouble.error().startsWith("E") ? 0 : 1;
            }
            System.out.println("failing writes, " + what + ": " + calls.size() + " files, " + (calls.size() - signals)
                    + " failures, " + signals + " signals, 0 files neither old nor new");
            start.restore();
        }
    }

    /** A signal may come when all is done. */
    private static void met(String what, Trouble trouble, Outcome apply) {
        var told = (apply.out() + apply.err()).toLowerCase(Locale.ROOT);
        boolean tooLate = !trouble.error().startsWith("E") && apply.exit() == 0;
        assertTrue(List.of(1, 4).contains(apply.exit()) || tooLate, () -> what + ": exit " + apply.exit() + ", " + told);
        assertTrue(told.contains(trouble.told()) || tooLate, () -> what + ": " + told);
    }

    /** Of a user all is as it was, or as it is to be; of the host each file. */
    private static void settled(String what, Places places, Places.Sight before, Places.Sight goal) throws IOException {
        var now = places.seen();
        assertEquals(List.of(), now.torn(before, goal), what);
        assertEquals(List.of(), places.drafts(), what);
        boolean host = places.files().size() > 1;
        assertTrue(host || now.since(before).isEmpty() || now.since(goal).isEmpty(), () -> what + now.since(before));
    }

    private static void prepared(RootlessUser user, String manifest) {
        user.write(user.home().resolve("rootless.toml"), manifest);
        user.write(user.home().resolve(".bashrc"), "alias ll='ls -l'\n");
        user.write(user.home().resolve(".config/docker/daemon.json"), "{\"labels\": [\"a=b\"]}");
    }
}
