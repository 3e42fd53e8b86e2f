package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Malformed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What may lie in the place of a file")
class FileLookTest {
    @TempDir
    Path directory;

    @Test
    void regularFile() throws IOException {
        var file = Files.writeString(directory.resolve("f"), "grün\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var text = FileLook.text(file).found().orElseThrow();
        assertEquals("grün\n", text.content());
        assertEquals(0640, text.status().mode());
        assertEquals(6, text.status().size());
        assertEquals(FileLook.status(file), Observation.present(text.status()));
        assertEquals(Files.getLastModifiedTime(file).toInstant(), text.modified());
    }

    @Test
    @DisplayName("I4: a comment in /etc/passwd or a mount's place that is no UTF-8 makes nobody else's line unreadable")
    void sharedFile() throws IOException {
        var file = Files.write(directory.resolve("passwd"), new byte[] {'a', ':', (byte) 0xff, (byte) 0xfe, '\n', 'b', '\n'});
        assertInstanceOf(Malformed.class, FileLook.text(file));
        assertEquals("b", FileLook.sharedText(file).found().orElseThrow().content().lines().toList().getLast());
        assertEquals("b", FileLook.system(Files.createSymbolicLink(directory.resolve("link"), file))
                .found().orElseThrow().content().lines().toList().getLast());
    }

    @Test
    @DisplayName("a directory's entries are sorted; what is no directory has none")
    void list() throws IOException {
        assertEquals(Observation.present(List.of()), FileLook.list(directory));
        var second = Files.createFile(directory.resolve("b"));
        var first = Files.createDirectory(directory.resolve("a"));
        assertEquals(Observation.present(List.of(first, second)), FileLook.list(directory));
        assertInstanceOf(Malformed.class, FileLook.list(second));
        assertInstanceOf(Malformed.class, FileLook.list(Files.createSymbolicLink(directory.resolve("l"), first)));
        assertEquals(Observation.absent(), FileLook.list(directory.resolve("none")));
    }

    @Test
    @DisplayName("absent: not there, or below a file")
    void absence() throws IOException {
        var file = Files.createFile(directory.resolve("f"));
        for (var path : List.of(directory.resolve("none"), directory.resolve("none/x"), file.resolve("x/y"))) {
            assertEquals(Observation.absent(), FileLook.text(path));
            assertEquals(Observation.absent(), FileLook.status(path));
        }
    }

    @Test
    @DisplayName("a FIFO without a writer does not stop the reader")
    void fifo() throws IOException {
        var fifo = directory.resolve("fifo");
        new Command(List.of("mkfifo", fifo.toString()), Map.of(), Duration.ofSeconds(5)).run();
        assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> malformed("found a FIFO, expected a regular file", fifo));
        assertEquals(FileStatus.Type.OTHER, FileLook.status(fifo).found().orElseThrow().type());
    }

    @Test
    void directoryLinkSocketAndDevice() throws IOException {
        malformed("found a directory, expected a regular file", directory);
        malformed("found a device, expected a regular file", Path.of("/dev/null"));
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));
        malformed("found a symbolic link", link);
        assertEquals(FileStatus.Type.LINK, FileLook.status(link).found().orElseThrow().type());
        var socket = directory.resolve("s");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            malformed("found a socket, expected a regular file", socket);
        }
    }

    @Test
    @DisplayName("a link among the parents is followed")
    void linkedDirectory() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("real")).resolve("f"), "x");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        assertEquals("x", FileLook.text(directory.resolve("link/f")).map(FileText::content).found().orElseThrow());
    }

    @Test
    @DisplayName("a sparse file of 1 GB is refused without reading it, 1 MiB is read")
    void size() throws IOException {
        var file = directory.resolve("big");
        try (var big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(1 << 30);
            malformed("found 1073741824 bytes, at most 1048576 are read", file);
            big.setLength(1 << 20);
            assertEquals(1 << 20, FileLook.text(file).found().orElseThrow().content().length());
        }
    }

    @ParameterizedTest
    @CsvSource({"61 ff 62, 1", "c3, 0", "61 62 e2 82, 2", "c0 80, 0", "ed a0 80, 0"})
    void invalidUtf8(String hex, int at) throws IOException {
        var bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
        malformed("byte " + at + ": found invalid UTF-8", Files.write(directory.resolve("f"), bytes));
    }

    @Test
    @DisplayName("NUL is UTF-8: what it means is the parsers' business")
    void nul() throws IOException {
        var file = Files.write(directory.resolve("f"), new byte[] {'a', 0, 'b'});
        assertEquals("a\0b", FileLook.text(file).found().orElseThrow().content());
    }

    @Test
    void tail() throws IOException {
        var file = directory.resolve("log");
        Files.writeString(file, "1\n2\n3\n");
        assertEquals(Observation.present(List.of("2", "3")), FileLook.tail(file, 2));
        assertEquals(Observation.present(List.of("1", "2", "3")), FileLook.tail(file, 9));
        try (var big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(1 << 30);
            big.seek(1 << 30);
            big.write("\nlast \u00ff\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        assertEquals(List.of("last \ufffd"), FileLook.tail(file, 1).found().orElseThrow());
    }

    private static void malformed(String problem, Path path) {
        var found = assertInstanceOf(Malformed.class, FileLook.text(path));
        assertEquals(path.toString(), found.subject());
        assertTrue(found.problem().startsWith(problem), found::problem);
    }
}
