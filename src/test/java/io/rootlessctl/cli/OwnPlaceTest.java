package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.Rights;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On this machine's own files, as root. */
class OwnPlaceTest {
    @TempDir
    private Path directory;

    private final LinuxHost host = new LinuxHost(Map.of());

    @BeforeEach
    void needsRoot() {
        Rights.needRoot(host);
    }

    @Test
    @DisplayName("I4: root writes into a sticky directory, as /tmp, and into none that others may write to otherwise")
    void directories() throws IOException {
        var open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        var refused = assertThrows(IOException.class, () -> OwnPlace.require(open.resolve("sub/a.tar"), host, "go away"));
        assertTrue(refused.getMessage().contains("others may write to " + open + ", mode 0777; name one elsewhere, or go away"),
                refused.getMessage());
        Files.setAttribute(open, "unix:mode", 01777);
        OwnPlace.require(open.resolve("a.tar"), host, "go away");
    }

    @Test
    @DisplayName("O8: no archive is written into a file that somebody else has made, can read or has another name for")
    void archives() throws IOException {
        var file = directory.resolve("a.tar");
        new ArchivePlace(file, host).forWriting().close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        new ArchivePlace(file, host).forReading().close();
        assertEquals(file + ": mode 0644, expected 0600; chmod it, or name another", refused(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.createLink(directory.resolve("b.tar"), file);
        assertEquals(file + ": has another name, too; name another file", refused(file));
        Files.delete(directory.resolve("b.tar"));
        Files.setAttribute(file, "unix:uid", 4711);
        assertEquals(file + ": belongs to user 4711, expected one of user 0; name another", refused(file));
        assertThrows(IOException.class, () -> new ArchivePlace(file, host).forReading().close());
    }

    private String refused(Path file) {
        return assertThrows(IOException.class, () -> {
            try (FileChannel _ = new ArchivePlace(file, host).forWriting()) {
                Files.delete(file);
            }
        }).getMessage();
    }
}
