package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
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
    void failuresComeBackAsTheyAre() {
        assertThrows(IllegalStateException.class, () -> host.credentials().as(user, () -> {
            throw new IllegalStateException("x");
        }));
        assertThrows(IOException.class, () -> host.credentials().as(user, () -> {
            throw new Exception("x");
        }));
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
        var problem = assertThrows(UnsupportedOperationException.class, () -> Abi.of("s390x"));
        assertTrue(problem.getMessage().startsWith("architecture: found s390x"), problem::getMessage);
    }
}
