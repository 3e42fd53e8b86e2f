package io.rootlessctl.host.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4: root looks and writes with the user's own credentials")
class UserCredentialsTest {
    private final LinuxHost host = new LinuxHost(Map.of());
    private Account user;
    private Path home;

    @BeforeEach
    void prepare() throws IOException {
        Rights.needRoot(host);
        user = Rights.nobody(host);
        home = Rights.home(user);
    }

    @AfterEach
    void clean() throws IOException {
        if (home != null) {
            Rights.remove(home);
        }
    }

    private Path secret() throws IOException {
        var file = Files.writeString(home.resolve("secret"), "root's");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    @DisplayName("root's file of mode 0600 is unreadable, and not absent")
    void rootsFile() throws IOException {
        var found = assertInstanceOf(Observation.Unreadable.class, host.text(secret(), user));
        assertEquals("permission denied", found.problem().toString().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    @DisplayName("a link to root's file leads no further than the user gets")
    void linkedDirectory() throws IOException {
        var hidden = Files.createDirectory(home.resolve("hidden"));
        Files.writeString(hidden.resolve("f"), "root's");
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(home.resolve("link"), hidden);
        assertInstanceOf(Observation.Unreadable.class, host.text(home.resolve("link/f"), user));
        assertInstanceOf(Observation.Unreadable.class, host.status(home.resolve("link/f"), user));
    }

    @Test
    @DisplayName("other threads, and this one after it, are root's still")
    void othersStayRoot() throws IOException {
        var secret = secret();
        assertThrows(AccessDeniedException.class, () -> host.credentials().as(user, () -> Files.readString(secret)));
        assertEquals("root's", Files.readString(secret));
        assertEquals("root's", host.text(secret, host.caller()).map(FileText::content).found().orElseThrow());
    }

    @Test
    @DisplayName("java.nio's files belong to the user, whose groups are the thread's only ones")
    void created() throws IOException {
        var path = home.resolve("own");
        var groups = host.credentials().as(user, () -> {
            Files.writeString(path, "x");
            return Files.readString(Path.of("/proc/thread-self/status")).lines()
                    .filter(line -> line.startsWith("Groups:")).findFirst().orElse("");
        });
        assertEquals(Map.of("uid", (int) user.uid(), "gid", (int) user.gid()), Rights.owner(path));
        assertEquals("Groups:\t" + user.gid(), groups.strip());
    }

    @Test
    @DisplayName("effective and file system ids are the user's, no capability is in effect, and the user cannot signal it")
    void rights() throws IOException {
        var rights = host.credentials().as(user, ThreadRights::ofThisThread);
        assertArrayEquals(new long[] {0, user.uid(), 0, user.uid()}, rights.uids());
        assertArrayEquals(new long[] {0, user.gid(), 0, user.gid()}, rights.gids());
        assertEquals(0, rights.effective());
        var other = ThreadRights.ofThisThread();
        assertArrayEquals(new long[4], other.uids());
        assertArrayEquals(new long[4], other.gids());
        assertNotEquals(0, other.effective());
    }

    @Test
    @DisplayName("/proc/PID/cwd and root of another's process lead nowhere")
    void processLinks() throws IOException {
        var hidden = Files.createDirectories(home.resolve("hidden/inner")).getParent();
        Files.writeString(hidden.resolve("inner/f"), "root's");
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
        var process = new ProcessBuilder("/bin/sleep", "60").directory(hidden.resolve("inner").toFile()).start();
        try {
            var proc = Path.of("/proc/" + process.pid());
            assertEquals("root's", Files.readString(proc.resolve("cwd/f")), "root gets there");
            assertInstanceOf(Observation.Unreadable.class, host.text(proc.resolve("cwd/f"), user));
            assertInstanceOf(Observation.Unreadable.class, host.text(proc.resolve("root/etc/passwd"), user));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("who listens on a socket sees the user as its peer")
    void peer() throws IOException {
        var path = home.resolve("s");
        try (var server = UnixServerSocketChannel.open()) {
            server.socket().bind(new UnixSocketAddress(path.toFile()));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            try (var client = host.credentials().as(user, () -> UnixSocketChannel.open(
                            new UnixSocketAddress(path.toFile())));
                    var accepted = server.accept()) {
                assertTrue(client.isConnected());
                assertEquals((int) user.uid(), accepted.getOption(UnixSocketOptions.SO_PEERCRED).getUid());
            }
        }
    }

    @Test
    @DisplayName("what is started afterwards from another thread is root's")
    void processesStayRoot() throws IOException, InterruptedException {
        host.credentials().as(user, () -> "user");
        var process = new ProcessBuilder("/usr/bin/id", "-u").start();
        assertEquals("0", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        assertEquals(0, process.waitFor());
    }

    @Test
    void failuresComeBackAsTheyAre() {
        assertThrows(IllegalStateException.class, () -> host.credentials().as(user, () -> {
            throw new IllegalStateException("x");
        }));
        assertThrows(IOException.class, () -> host.credentials().as(user, () -> {
            throw new Exception("x");
        }));
    }

    @Test
    @DisplayName("what hangs is given up, and what comes after it does not wait too")
    void hangs() throws Exception {
        var end = new CountDownLatch(1);
        var impatient = new UserCredentials(0, Duration.ofMillis(200));
        try {
            var first = assertThrows(FileSystemException.class, () -> impatient.as(user, () -> {
                end.await();
                return "late";
            }));
            assertTrue(first.getMessage().contains("did not answer"), first::getMessage);
            var next = assertTimeoutPreemptively(Duration.ofMillis(100), () ->
                    assertThrows(FileSystemException.class, () -> impatient.as(user, () -> "never")));
            assertTrue(next.getMessage().contains("still does not answer"), next::getMessage);
        } finally {
            end.countDown();
        }
        await().until(() -> {
            try {
                return impatient.as(user, () -> "again").equals("again");
            } catch (FileSystemException _) {
                return false;
            }
        });
    }

    @Test
    @DisplayName("an ordinary caller is refused another user's files")
    void ordinaryCaller() {
        var ordinary = new UserCredentials(1000);
        var problem = assertThrows(FileSystemException.class, () -> ordinary.as(user, () -> "never"));
        assertTrue(problem.getMessage().contains("only root or the user"), problem::getMessage);
    }

    @Test
    void architectures() {
        assertEquals(159, Abi.of("aarch64").setgroups());
        assertEquals(147, Abi.of("aarch64").setresuid());
        assertEquals(149, Abi.of("aarch64").setresgid());
        var problem = assertThrows(UnsupportedOperationException.class, () -> Abi.of("s390x"));
        assertTrue(problem.getMessage().startsWith("architecture: found s390x"), problem::getMessage);
    }
}
