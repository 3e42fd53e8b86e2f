package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import jnr.unixsocket.UnixDatagramChannel;
import jnr.unixsocket.UnixSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSocketTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("O3: one datagram in the journal's native protocol, values of several lines with their length")
    void oneDatagram() throws IOException {
        var socket = directory.resolve("socket");
        try (var journal = UnixDatagramChannel.open()) {
            journal.bind(new UnixSocketAddress(socket.toFile()));
            new JournalSocket().add("MESSAGE", "one line, ä").add("MORE", "two\nlines").send(socket);
            var received = ByteBuffer.allocate(1000);
            journal.receive(received);
            assertEquals("MESSAGE=one line, ä\nMORE\n\u0009\0\0\0\0\0\0\0two\nlines\n",
                    new String(received.array(), 0, received.position(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void noJournalIsAProblemThatNamesTheSocket() {
        var socket = directory.resolve("socket");
        var problem = assertThrows(FileSystemException.class, () -> new JournalSocket().add("MESSAGE", "x").send(socket));
        assertTrue(problem.getMessage().startsWith(socket + ": no entry could be written"), problem::getMessage);
    }
}
