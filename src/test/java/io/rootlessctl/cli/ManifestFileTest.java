package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.InvalidManifestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that git does not keep; others are among the scenarios. */
class ManifestFileTest {
    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir
    private Path directory;

    @Test
    @DisplayName("I6: 10 MB are refused without being read")
    void tooLarge() throws IOException {
        Files.writeString(directory.resolve("rootless.toml"), "schema = 1\n".repeat(TEN_MEGABYTES / 11));
        var thrown = assertThrows(InvalidManifestException.class, () -> read("rootless.toml"));
        assertEquals("rootless.toml:1:1: found more than 1048576 bytes, allowed 1 MiB at the most", thrown.getMessage());
    }

    @Test
    void aLinkToItself() throws IOException {
        Files.createSymbolicLink(directory.resolve("loop.toml"), Path.of("loop.toml"));
        var thrown = assertThrows(UnusableManifestException.class, () -> read("loop.toml"));
        assertEquals("loop.toml: too many levels of symbolic links or unable to access attributes of symbolic link",
                thrown.getMessage());
    }

    @Test
    void belowAFile() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        var thrown = assertThrows(UnusableManifestException.class, () -> read("file/rootless.toml"));
        assertEquals("file/rootless.toml: not a directory", thrown.getMessage());
    }

    @Test
    @DisplayName("I6: a FIFO that nobody writes to is refused at once")
    void fifo() throws IOException, InterruptedException {
        var made = new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).start();
        assertEquals(0, made.waitFor());
        for (var name : List.of("fifo", "/dev/zero")) {
            var thrown = assertThrows(UnusableManifestException.class, () -> read(name));
            assertEquals(name + ": found a FIFO, socket or device, expected a file; name - for standard input",
                    thrown.getMessage());
        }
    }

    @Test
    @DisplayName("I4: root takes no manifest from the working directory unasked")
    void workingDirectoryOfRoot() throws IOException {
        Files.writeString(directory.resolve("rootless.toml"), "schema = 1\n");
        assertEquals(Files.exists(Path.of("/etc/rootlessctl/rootless.toml")), new ManifestFile(invocation()).exists());
    }

    @Test
    void readingFailsHalfWay() {
        var thrown = assertThrows(UnusableManifestException.class, () -> read("/proc/self/mem"));
        assertEquals("/proc/self/mem: input/output error", thrown.getMessage());
    }

    private void read(String name) throws UnusableManifestException, InvalidManifestException {
        new ManifestFile(invocation()).read(Optional.of(name));
    }

    private Invocation invocation() {
        var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var host = FakeHost.debian();
        return new Invocation(
                Map.of(), directory, InputStream.nullInputStream(), nowhere, nowhere, false, false, false, () -> Scenario.NOW,
                () -> host, _ -> host.writer(), Self.ALONE);
    }
}
