package io.rootlessctl.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RootlessUserIT {

    @Test
    @DisplayName("a rootless dockerd runs containers for the user, and nothing of it is left afterwards")
    void runsRootlessDocker() throws IOException {
        var modes = deviceModes();
        var shared = sharedFiles();
        var user = RootlessUser.create();
        try (user) {
            var log = user.home().resolve("dockerd.log");
            user.start(log, Map.of(), script());
            user.awaitDocker(log);
            var info = user.docker("info", "--format", "{{.DockerRootDir}} {{.SecurityOptions}}").expect(0).out();
            assertTrue(info.startsWith(user.home() + "/.local/share/docker "), info);
            assertTrue(info.contains("rootless"), info);
            user.importBusybox("bb");
            assertEquals("hi\n", user.docker("run", "--rm", "bb", "echo", "hi").expect(0).out());
            user.docker("run", "-d", "--name", "stays", "--user", "7", "bb", "sleep", "600").expect(0);
            assertTrue(user.processes().size() > 4, () -> user.processes().toString());
        }
        assertGone(user);
        assertEquals(modes, deviceModes());
        var left = sharedFiles();
        left.removeAll(shared);
        assertEquals(List.of(), left.stream().filter(file -> file.toString().contains("rootlesskit")).toList());
    }

    @Test
    void runsTheProductAsTheUser() {
        try (var user = RootlessUser.create()) {
            var outcome = user.rootlessctl("--version").expect(0);
            assertFalse(outcome.out().isBlank(), "no version");
            assertEquals("", outcome.err());
        }
    }

    @Test
    void canLackWhatAHostMayLack() throws IOException {
        RootlessUser seen;
        try (var user = RootlessUser.createWithout(RootlessUser.Lack.SUB_IDS, RootlessUser.Lack.RUNTIME_DIRECTORY)) {
            seen = user;
            assertFalse(Files.readString(Path.of("/etc/subuid")).contains(user.name() + ":"), "has sub-ids");
            assertEquals("", user.run("sh", "-c", "printf %s \"$XDG_RUNTIME_DIR\"").expect(0).out());
            user.write(user.home().resolve("a/b"), "text\n");
            assertEquals("text\n", user.read(user.home().resolve("a/b")));
            assertEquals(user.uid(), ((Number) Files.getAttribute(user.home().resolve("a/b"), "unix:uid")).longValue());
        }
        assertGone(seen);
    }

    private static void assertGone(RootlessUser user) throws IOException {
        assertEquals(List.of(), user.processes());
        assertFalse(Files.exists(user.home()), user.home() + " is left");
        assertFalse(Files.exists(Path.of("/run/user/" + user.uid())), "the runtime directory is left");
        for (var file : List.of("/etc/passwd", "/etc/group", "/etc/subuid", "/etc/subgid")) {
            assertFalse(Files.readString(Path.of(file)).contains(user.name() + ":"), file + " still names the user");
        }
    }

    private static Map<Path, Set<PosixFilePermission>> deviceModes() throws IOException {
        var modes = new java.util.HashMap<Path, Set<PosixFilePermission>>();
        for (var device : Devices.NEEDED) {
            modes.put(device, Files.getPosixFilePermissions(device));
        }
        return modes;
    }

    private static List<Path> sharedFiles() throws IOException {
        try (var entries = Files.list(Path.of("/tmp"))) {
            return new ArrayList<>(entries.toList());
        }
    }

    private static String script() {
        var debian = "/usr/share/docker.io/contrib/dockerd-rootless.sh";
        return Files.exists(Path.of(debian)) ? debian : "dockerd-rootless.sh";
    }
}
