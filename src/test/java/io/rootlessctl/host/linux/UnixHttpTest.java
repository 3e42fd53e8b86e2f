package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("HTTP over a Unix socket whose other side is not trusted")
class UnixHttpTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final UnixHttp.Limits LIMITS = new UnixHttp.Limits(SHORT, SHORT, Duration.ofMillis(600));

    @TempDir
    Path directory;

    private final LinuxHost host = new LinuxHost(Map.of());

    /** What the other side does with one connection; it is closed afterwards. */
    private interface Server {
        void serve(SocketChannel client) throws IOException;
    }

    @FunctionalInterface
    private interface Client {
        void use(Path socket) throws IOException;
    }

    private void against(Server server, Client client) throws IOException {
        var socket = directory.resolve("s");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> {
                try (var accepted = listening.accept()) {
                    accepted.read(ByteBuffer.allocate(4096));
                    server.serve(accepted);
                } catch (IOException _) {
                    // The client has gone: that is what some of the tests are about.
                }
            });
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> client.use(socket));
        }
    }

    private UnixHttp.Answer get(Path socket) throws IOException {
        try (var http = UnixHttp.connect(socket, host.caller(), host.credentials(), LIMITS)) {
            return http.get("/x");
        }
    }

    private static void send(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void answersInOneAndInPieces() throws IOException {
        against(client -> send(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
                socket -> assertEquals("hi", new String(get(socket).body(), StandardCharsets.UTF_8)));
        Files.delete(directory.resolve("s"));
        against(client -> {
            send(client, "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n");
            send(client, "1\r\ni\r\n0\r\n\r\n");
        }, socket -> {
            var answer = get(socket);
            assertEquals(404, answer.status());
            assertEquals("hi", new String(answer.body(), StandardCharsets.UTF_8));
        });
    }

    @Test
    @DisplayName("redirects are answers like others and not followed")
    void redirect() throws IOException {
        against(client -> send(client, "HTTP/1.1 302 Found\r\nLocation: http://h/\r\nContent-Length: 0\r\n\r\n"),
                socket -> assertEquals(302, get(socket).status()));
    }

    @Test
    @DisplayName("a server that never answers is left after the read limit")
    void silence() throws IOException {
        var done = new CountDownLatch(1);
        against(client -> await(done), socket -> {
            var problem = assertThrows(FileSystemException.class, () -> get(socket));
            done.countDown();
            assertEquals(socket.toString(), problem.getFile());
        });
    }

    @Test
    @DisplayName("a server that drips bytes for ever is left after the limit of the whole conversation")
    void drip() throws IOException {
        against(client -> {
            send(client, "HTTP/1.1 200 OK\r\n");
            var never = new CountDownLatch(1);
            while (client.isOpen()) {
                send(client, "X-Drip: 1\r\n");
                await(never, Duration.ofMillis(20));
            }
        }, socket -> assertThrows(IOException.class, () -> get(socket)));
    }

    @Test
    @DisplayName("a socket that kept us waiting is not asked again until the daemon is waited for")
    void slowOnce() throws IOException {
        var done = new CountDownLatch(1);
        against(client -> await(done, Duration.ofSeconds(30)), socket -> {
            var first = assertInstanceOf(Observation.Unreadable.class, host.engine(socket, host.caller()));
            done.countDown();
            var again = assertInstanceOf(Observation.Unreadable.class, host.engine(socket, host.caller()));
            assertEquals("did not answer in time a moment ago", again.problem());
            assertNotEquals(first, again);
            var elsewhere = assertInstanceOf(Observation.Unreadable.class,
                    host.engine(socket.resolveSibling("another.sock"), host.caller()));
            assertEquals(again.problem(), elsewhere.problem(), "another path is the same user's");
            Files.delete(socket);
            host.forgetSlowSockets();
            assertEquals(Observation.absent(), host.engine(socket, host.caller()));
        });
    }

    @Test
    @DisplayName("all answers of a conversation together have a limit")
    void tooLongTogether() throws IOException {
        var megabytes = "x".repeat(2 << 20);
        against(client -> {
            for (int i = 0; i < 5; i++) {
                send(client, "HTTP/1.1 200 OK\r\nContent-Length: " + megabytes.length() + "\r\n\r\n");
                var rest = ByteBuffer.wrap(megabytes.getBytes(StandardCharsets.UTF_8));
                while (rest.hasRemaining()) {
                    client.write(rest);
                }
            }
        }, socket -> {
            try (var http = UnixHttp.connect(socket, host.caller(), host.credentials(), UnixHttp.Limits.USUAL)) {
                for (int i = 0; i < 4; i++) {
                    assertEquals(megabytes.length(), http.get("/1").body().length);
                }
                var problem = assertThrows(MalformedAnswer.class, () -> http.get("/2"));
                assertTrue(problem.getMessage().contains("8388608 bytes in all"), problem::getMessage);
            }
        });
    }

    @Test
    @DisplayName("a socket whose queue is full is left after the connect limit")
    void fullQueue() throws IOException {
        var socket = directory.resolve("full");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket), 1);
            try (var first = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    var second = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                assertTrue(first.isConnected() && second.isConnected());
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                    var problem = assertThrows(FileSystemException.class, () -> get(socket));
                    assertTrue(problem.getMessage().contains("did not accept"), problem::getMessage);
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'SSH-2.0-OpenSSH_9.2\r\n\r\n'", "'\0\1\2'", "'HTTP/1.1 2xx OK\r\n\r\n'"})
    void notHttp(String answer) throws IOException {
        against(client -> send(client, answer), socket -> assertThrows(MalformedAnswer.class, () -> get(socket)));
    }

    @Test
    @DisplayName("a daemon that ends before it answers is no malformed one")
    void noAnswer() throws IOException {
        against(_ -> { }, socket -> {
            var problem = assertThrows(FileSystemException.class, () -> get(socket));
            assertTrue(problem.getReason().contains("without an answer"), problem::getReason);
        });
    }

    @Test
    void tooLong() throws IOException {
        against(client -> {
            send(client, "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
            var block = ByteBuffer.allocate(1 << 16);
            while (true) {
                client.write(block.rewind());
            }
        }, socket -> {
            var problem = assertThrows(MalformedAnswer.class, () -> get(socket));
            assertTrue(problem.getMessage().contains("more than 2097152 bytes"), problem::getMessage);
        });
    }

    @Test
    @DisplayName("nothing there, nothing listening, below a file: absent; a regular file: not")
    void absence() throws IOException {
        var file = Files.createFile(directory.resolve("file"));
        var dead = directory.resolve("dead");
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(dead));
        }
        assertThrows(NoSuchFileException.class, () -> get(directory.resolve("nothing")));
        assertThrows(NoSuchFileException.class, () -> get(dead));
        assertThrows(NoSuchFileException.class, () -> get(file.resolve("below")));
        assertEquals(Observation.absent(), host.engine(dead, host.caller()));
    }

    @Test
    @DisplayName("a path that no socket address can hold is told so")
    void longPath() {
        var found = host.engine(Path.of("/tmp/" + "x".repeat(120)), host.caller());
        assertTrue(assertInstanceOf(Observation.Unreadable.class, found).problem().contains("at most 107 bytes"));
    }

    @Test
    void answersThatAreNoEngines() throws IOException {
        against(client -> send(client, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnot json!"),
                socket -> assertInstanceOf(Observation.Malformed.class, host.engine(socket, host.caller())));
    }

    private static void await(CountDownLatch latch) {
        await(latch, Duration.ofSeconds(10));
    }

    private static void await(CountDownLatch latch, Duration limit) {
        try {
            boolean _ = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
