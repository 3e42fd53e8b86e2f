package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.linux.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("O4: what lies beside a file before it becomes the file")
class DraftTest {
    private final LinuxHost host = new LinuxHost(Map.of("PATH", System.getenv("PATH")));
    private final LinuxHostWriter writer = new LinuxHostWriter(host);

    @TempDir
    private Path directory;

    @Test
    @DisplayName("is taken over by the next write, and goes with a removal, where a process was killed over it")
    void left() throws IOException {
        var file = directory.resolve("daemon.json");
        var draft = directory.resolve(".daemon.json.rootlessctl");
        Files.writeString(draft, "half of i");
        writer.writeFile(file, "{}", 0600, host.caller());
        assertEquals("{}", Files.readString(file));
        assertFalse(Files.exists(draft));
        Files.writeString(draft, "half of i");
        writer.discardLeft(file, host.caller());
        assertFalse(Files.exists(draft));
        Files.writeString(draft, "half of i");
        writer.removeFile(file, host.caller());
        assertFalse(Files.exists(draft) || Files.exists(file));
    }

    @Test
    @DisplayName("is shown to dockerd --validate, whose refusal is told with the file's name; nothing of it stays")
    void validated() throws IOException {
        var dockerd = script("""
                [ "$1 $2" = "--validate --config-file" ] || exit 9
                grep -q no-such-key "$3" || exit 0
                echo "unable to configure the Docker daemon with file $3: no-such-key" >&2
                exit 1
                """);
        var file = directory.resolve("daemon.json");
        writer.checkSettings(dockerd, file, "{}", host.caller());
        var refused = assertThrows(IOException.class,
                () -> writer.checkSettings(dockerd, file, "{\"no-such-key\": 1}", host.caller()));
        assertEquals(file + ": dockerd refuses what was to be written to it: unable to configure the Docker daemon with file "
                + file + ": no-such-key", refused.getMessage());
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    @DisplayName("is written all the same when dockerd fails for another reason")
    void otherFailure() throws IOException {
        var dockerd = script("echo 'dockerd needs to be started with root privileges' >&2; exit 1\n");
        writer.checkSettings(dockerd, directory.resolve("daemon.json"), "{}", host.caller());
        assertTrue(Files.exists(dockerd));
    }

    private Path script(String text) throws IOException {
        var file = Files.writeString(directory.resolve("dockerd"), "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
