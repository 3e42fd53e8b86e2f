package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** backup and restore of a real daemon's data. */
class BackupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** One of the user's own, and a right that a program has in the namespace. */
    private static final String SET_ATTRIBUTES = """
            import os, sys
            os.setxattr(sys.argv[1] + "/file", "user.rctl", b"kept")
            open(sys.argv[1] + "/program", "w").close()
            os.setxattr(sys.argv[1] + "/program", "security.capability", bytes.fromhex("0100000200200000" + "00" * 12))
            """;
    private static final String GET_ATTRIBUTES = """
            import os, re, sys
            for top in sys.argv[1:]:
                for place, directories, files in os.walk(top):
                    directories[:] = sorted(one for one in directories if one not in ("merged", "work"))
                    for name in sorted(files) + directories:
                        path = os.path.join(place, name)
                        for key in sorted(os.listxattr(path, follow_symlinks=False)):
                            print(path, key + "=" + os.getxattr(path, key, follow_symlinks=False).hex())
            """;

    @Test
    @DisplayName("O8: images, volumes, containers, owners, links, holes and attributes are the same after backup, uninstall and restore")
    void theSameAfterARestore() throws Exception {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            fill(user);
            var before = tree(user);
            var images = images(user);
            var attributes = attributes(user);
            var containers = containers(user);
            assertTrue(attributes.contains("user.rctl=6b657074") && attributes.contains("security.capability="), attributes);
            assertTrue(before.contains(" c 0 "), "a whiteout of a removed file is among what is backed up");
            signalWhileStopped(user);
            killInTheMiddle(user);
            var text = user.rootlessctl("backup", "data.tar").expect(0).out();
            assertTrue(text.contains("after an earlier backup was cut off") && text.contains("the daemon was stopped for"), text);
            assertRunning(user);
            assertEquals(before, tree(user), "a backup changes nothing");
            refusesWhatIsNotWhole(user);
            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
            assertFalse(Files.exists(data(user)));
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            var refused = user.rootlessctl("restore", "data.tar");
            assertEquals(1, refused.exit());
            assertTrue(refused.err().contains("--replace"), refused::err);
            killARestore(user);
            var json = user.rootlessctl("restore", "--replace", "-o", "json", "data.tar").expect(0).out();
            PlanSchema.assertValid("restore", json);
            assertTrue(json.contains("\"resumed\" : true"), json);
            assertEquals(before, tree(user));
            assertEquals(images, images(user));
            assertEquals(attributes, attributes(user));
            assertEquals(containers, containers(user));
            assertTrue(user.docker("ps", "-a", "--filter", "name=c3").expect(0).out().contains("Exited (3)"));
            assertEquals("said\n", user.docker("logs", "c3").expect(0).out());
            assertTrue(Long.parseLong(Commands.run("stat", "-c", "%b", data(user) + "/volumes/vol/_data/hole").out().strip()) < 100,
                    "a hole takes no room");
            user.docker("start", "c1").expect(0);
            assertEquals("x\n", user.docker("exec", "c1", "cat", "/data/file").expect(0).out());
            assertEquals(List.of(), leftBeside(user));
            backsUpAsRoot(user);
            restoresToSomebodyElse(user);
            ReadmeBlock.BACKUP.assertRuns(line -> onATerminal(user, line));
        }
    }

    private static void fill(RootlessUser user) {
        user.importBusybox("bb");
        user.docker("run", "--name", "dd", "--net", "none", "bb", "rm", "/bin/vi").expect(0);
        user.docker("commit", "dd", "without-vi").expect(0);
        user.docker("rm", "dd").expect(0);
        user.docker("run", "--rm", "--net", "none", "-v", "vol:/data", "bb", "sh", "-c", """
                cd /data && echo x > file && ln file link && ln -s file soft && mkfifo pipe && mkdir -p dir/closed \
                && truncate -s 300M hole && chown 1000:2000 file && chown 65535:65535 dir && chmod 4755 file \
                && chmod 0555 dir/closed && touch 'odd
                name' && for i in 1 2 3 4 5; do dd if=/dev/urandom of=big$i bs=1M count=70; done""").expect(0);
        user.docker("run", "--name", "c3", "--net", "none", "bb", "sh", "-c", "echo kept >/kept; echo said; exit 3").expect(3);
        user.rootlessctl("exec", "--", "python3", "-c", SET_ATTRIBUTES, data(user) + "/volumes/vol/_data").expect(0);
        user.docker("run", "-d", "--name", "c1", "--net", "none", "-v", "vol:/data", "bb", "sleep", "6000").expect(0);
        user.docker("run", "-d", "--name", "c2", "--restart", "always", "--net", "none", "bb", "sleep", "6000").expect(0);
    }

    /** Of every file of volumes and layers, as the namespace sees them: those of overlay2 and of programs, too. */
    private static String attributes(RootlessUser user) {
        return user.rootlessctl("exec", "--", "python3", "-c", GET_ATTRIBUTES, data(user) + "/volumes/vol", data(user) + "/overlay2")
                .expect(0).out();
    }

    /** All that was said of each container, and where its files are. */
    private static String containers(RootlessUser user) {
        return user.docker("inspect", "-f", "{{.Id}} {{.Name}} {{.Created}} {{.Image}} {{.Path}} {{json .Args}} {{json .Config}} "
                + "{{json .HostConfig}} {{json .Mounts}} {{json .GraphDriver}}", "c1", "c2", "c3").expect(0).out();
    }

    private static Path data(RootlessUser user) {
        return user.home().resolve(".local/share/docker");
    }

    /** Of volumes and layers, as the host sees them. What a running container has of its own in there comes and goes. */
    private static String tree(RootlessUser user) {
        var root = data(user).toString();
        return Commands.run("find", root + "/volumes", root + "/overlay2", "-regextype", "posix-extended", "(", "-path",
                        root + "/volumes/vol*", "-o", "-regex", ".*/overlay2/[0-9a-f]{64}(/diff.*)?", ")", "-printf",
                        "%P %y %m %U %G %n %T@ %l %s\n").expect(0).out().lines().sorted()
                .map(line -> line.replaceAll("^(.* d [0-7]+ .*) \\d+$", "$1").replaceAll("^([0-9a-f]{64} d .*) \\d+ [0-9.]+ +$", "$1")
                        // Whiteouts may share one inode or have one each: there is nothing in it.
                        .replaceAll("^(.* c 0 \\d+ \\d+) \\d+ ", "$1 "))
                .collect(Collectors.joining("\n"))
                + "\n" + Commands.run("find", root + "/volumes", "-type", "f", "-name", "big*", "-exec", "sha256sum", "{}", "+")
                        .expect(0).out().lines().sorted().collect(Collectors.joining("\n"));
    }

    private static String images(RootlessUser user) {
        // Those of one second come in any order.
        return user.docker("images", "--no-trunc", "--format", "{{.Repository}} {{.ID}} {{.Size}}").expect(0).out().lines()
                .sorted().collect(Collectors.joining("\n")) + "\n" + user.docker("volume", "ls").expect(0).out();
    }

    private static void assertRunning(RootlessUser user) {
        assertEquals("c1\nc2\n", user.docker("ps", "--format", "{{.Names}}").expect(0).out().lines().sorted()
                .map(line -> line + "\n").collect(Collectors.joining()));
    }

    /** The daemon and both containers are back, whichever of them would have come by themselves. */
    private static void signalWhileStopped(RootlessUser user) throws Exception {
        var log = user.home().resolve("log");
        var backup = user.start(log, Map.of(), Project.LAUNCHER.toString(), "backup", "cut.tar");
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> user.docker("info").exit() != 0);
        backup.destroy();
        assertTrue(backup.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertNotEquals(0, backup.exitValue(), () -> user.read(log));
        assertTrue(user.read(log).contains("interrupted"), () -> user.read(log));
        assertRunning(user);
        Files.delete(user.home().resolve("cut.tar"));
    }

    private static void killInTheMiddle(RootlessUser user) throws Exception {
        var archive = user.home().resolve("data.tar");
        var backup = user.start(user.home().resolve("log"), Map.of(), Project.LAUNCHER.toString(), "backup", "data.tar");
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5))
                .until(() -> Files.exists(archive) && Files.size(archive) > 200 << 20);
        backup.destroyForcibly().waitFor();
        assertRunning(user);
        assertEquals("600", Commands.run("stat", "-c", "%a", archive.toString()).out().strip());
        var refused = user.rootlessctl("restore", "--replace", "data.tar");
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("not whole"), refused::err);
    }

    private static void refusesWhatIsNotWhole(RootlessUser user) throws IOException {
        var tampered = user.home().resolve("tampered.tar");
        user.run("cp", "data.tar", "tampered.tar").expect(0);
        try (var channel = FileChannel.open(tampered, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, 100 << 20);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), 100 << 20);
        }
        var altered = user.rootlessctl("restore", "--replace", "tampered.tar");
        assertEquals(1, altered.exit());
        assertTrue(altered.err().contains("altered"), altered::err);
        var other = user.rootlessctl("restore", "--replace", "--sha256", "0".repeat(64), "data.tar");
        assertTrue(other.exit() == 1 && other.err().contains("sum"), other::err);
        Files.delete(tampered);
        assertEquals(List.of(), leftBeside(user));
        assertRunning(user);
    }

    private static void killARestore(RootlessUser user) throws Exception {
        var restore = user.start(user.home().resolve("log"), Map.of(),
                Project.LAUNCHER.toString(), "restore", "--replace", "data.tar");
        var progress = user.home().resolve(".local/share/docker.rootlessctl-restore.progress");
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(progress));
        restore.destroyForcibly().waitFor();
        assertEquals(0, user.docker("info").exit(), "the daemon runs on what was there");
    }

    private static List<String> leftBeside(RootlessUser user) throws IOException {
        try (var files = Files.list(data(user).getParent())) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.contains("rootlessctl")).toList();
        }
    }

    /** Other ids on the host, and the same ones as the containers see them. */
    private static void restoresToSomebodyElse(RootlessUser user) {
        try (var other = RootlessUser.create()) {
            other.write(other.home().resolve("rootless.toml"), "schema = 1\n");
            other.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            Commands.run("install", "-o", other.name(), user.home() + "/data.tar", other.home() + "/data.tar").expect(0);
            other.rootlessctl("restore", "--replace", "data.tar").expect(0);
            assertEquals(images(user), images(other));
            assertEquals(owners(user), owners(other));
            assertTrue(owners(other).contains(" 65535 65535 dir\n"), () -> owners(other));
        }
    }

    private static String owners(RootlessUser user) {
        return user.rootlessctl("exec", "--", "find", data(user) + "/volumes/vol/_data", "-printf", "%y %m %U %G %P\\n").expect(0)
                .out().lines().sorted().collect(Collectors.joining("\n", "", "\n"));
    }

    /** Which sees how far it is; what comes of it goes to a file. */
    private static Outcome onATerminal(RootlessUser user, String line) {
        var seen = user.run("script", "-qec", "PATH=" + Project.LAUNCHER.getParent() + ":$PATH; " + line + " >out", "/dev/null");
        assertTrue(seen.expect(0).out().matches("(?s).*\r\u001b\\[Kbackup: [^\n]* \\.\\.\\. \\d+ s.*"), seen::out);
        return user.run("cat", "out");
    }

    private static void backsUpAsRoot(RootlessUser user) throws IOException {
        assertEquals(1, Project.asRoot("backup", "--user", user.name(), user.home().resolve("x.tar").toString()).exit());
        var directory = Files.createDirectory(Path.of("/root/" + user.name()));
        try {
            var json = Project.asRoot("backup", "--user", user.name(), "-o", "json", directory + "/data.tar").expect(0).out();
            PlanSchema.assertValid("backup", json);
            assertEquals("0", Commands.run("stat", "-c", "%u", directory + "/data.tar").out().strip());
        } finally {
            Commands.run("rm", "-rf", directory.toString()).expect(0);
        }
    }
}
