package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What stands at /var/run/docker.sock where a rootful Docker runs, open to everybody, and says that it is NAME. */
public final class RootfulSocket implements AutoCloseable {
    public static final String NAME = "the-rootful-one";
    private static final Path PATH = Path.of("/var/run/docker.sock");

    private final ServerSocketChannel server;

    private RootfulSocket(ServerSocketChannel server) {
        this.server = server;
    }

    public static RootfulSocket open() throws IOException {
        if (Files.exists(PATH)) {
            throw new AssertionError(PATH + ": this host has a rootful Docker; this test needs one that has none");
        }
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(PATH));
        Files.setPosixFilePermissions(PATH, PosixFilePermissions.fromString("rw-rw-rw-"));
        var socket = new RootfulSocket(server);
        Thread.ofVirtual().start(socket::serve);
        return socket;
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException _) {
                // Closed.
                return;
            }
        }
    }

    /** The same to every request, whose end is taken for that of its head. */
    private static void answer(SocketChannel client) {
        var body = "{\"Name\":\"" + NAME + "\"}";
        var text = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
        try (client) {
            var request = ByteBuffer.allocate(1 << 16);
            while (client.read(request) >= 0) {
                var head = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
                if (head.endsWith("\r\n\r\n")) {
                    request.clear();
                    client.write(ByteBuffer.wrap((text + (head.startsWith("HEAD") ? "" : body))
                            .getBytes(StandardCharsets.ISO_8859_1)));
                }
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(PATH);
    }
}
