package io.rootlessctl.host.linux;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.edit.Json;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection over a Unix socket, connected with a user's credentials. Whoever answers is not trusted: each
 * read is bounded, and so are the whole conversation's time and each answer's size; redirects are not followed.
 */
public final class UnixHttp implements AutoCloseable {
    /** Answers with these have no body, and nothing says where one would end. */
    private static final int NO_CONTENT = 204, NOT_MODIFIED = 304;
    /** The kernel's struct sockaddr_un holds 108 bytes with the terminating one. */
    public static final int LONGEST_PATH = 107;
    /** Several daemons' answers are in memory at once. */
    static final int ANSWER_LIMIT = 2 << 20;
    static final int CONVERSATION_LIMIT = 8 << 20;
    /** A million empty arrays are a megabyte on the wire and a hundred in memory. */
    private static final JsonFactory BOUNDED = JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxTokenCount(300_000).maxNestingDepth(100).build()).build();
    private static final Duration AGAIN = Duration.ofMillis(10);
    private static final Logger LOG = LoggerFactory.getLogger(UnixHttp.class);
    private static final Http1Config PROTOCOL = Http1Config.custom()
            .setMaxLineLength(64 << 10).setMaxHeaderCount(200).build();

    /**
     * @param connect how long connecting may take
     * @param read how long each wait for more bytes
     * @param whole how long all requests on this connection together
     */
    public record Limits(Duration connect, Duration read, Duration whole) {
        public static final Limits USUAL =
                new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    /** An answer of any status. */
    public record Answer(int status, byte[] body) {
        public boolean succeeded() {
            return status == HttpStatus.SC_OK;
        }
    }

    private final Path socket;
    private final DefaultBHttpClientConnection connection;
    private int received;

    private UnixHttp(Path socket, DefaultBHttpClientConnection connection) {
        this.socket = socket;
        this.connection = connection;
    }

    /**
     * @throws NoSuchFileException when nothing is there, or nothing listens there
     * @throws IOException when it may not be connected to
     */
    public static UnixHttp connect(Path socket, Account as, UserCredentials credentials, Limits limits)
            throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new FileSystemException(socket.toString(), null,
                    "a socket's path holds at most " + LONGEST_PATH + " bytes, this one has " + length);
        }
        var connected = connected(socket, as, credentials, limits);
        try {
            var connection = new DefaultBHttpClientConnection(PROTOCOL);
            connection.bind(new BoundedSocket(connected, limits.read(), System.nanoTime() + limits.whole().toNanos()));
            return new UnixHttp(socket, connection);
        } catch (IOException problem) {
            connected.close();
            throw new FileSystemException(socket.toString(), null, problem.getMessage());
        }
    }

    private static UnixSocket connected(Path socket, Account as, UserCredentials credentials, Limits limits)
            throws IOException {
        long end = System.nanoTime() + limits.connect().toNanos();
        do {
            try {
                return credentials.as(as, () -> UnixSocket.connect(socket));
            } catch (UnixSocket.Refused refused) {
                if (!refused.fullQueue()) {
                    throw refused.absent() ? new NoSuchFileException(socket.toString(), null, refused.getMessage())
                            : new FileSystemException(socket.toString(), null, refused.getMessage());
                }
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        } while (System.nanoTime() < end);
        throw new FileSystemException(socket.toString(), null,
                "did not accept a connection within " + limits.connect().toSeconds() + " s");
    }

    /** The answer to GET; its whole body is read. */
    public Answer get(String path) throws IOException {
        return send("GET", path, "");
    }

    /** @param body JSON; empty for none */
    public Answer send(String method, String path, String body) throws IOException {
        try {
            var request = new BasicClassicHttpRequest(method, path);
            request.addHeader("Host", "localhost");
            request(request, body);
            connection.flush();
            var response = connection.receiveResponseHeader();
            if (response.getCode() != NO_CONTENT && response.getCode() != NOT_MODIFIED) {
                connection.receiveResponseEntity(response);
            }
            var answer = new Answer(response.getCode(), body(path, response));
            LOG.debug("{} {} on {}: {}, {} bytes", method, path, socket, answer.status(), answer.body().length);
            return answer;
        } catch (HttpException problem) {
            throw new MalformedAnswer(path + ": found no HTTP answer: " + problem.getMessage());
        } catch (NoHttpResponseException _) {
            // So does a daemon that is just ending.
            throw new FileSystemException(socket.toString(), null, path + ": closed the connection without an answer");
        } catch (ConnectionClosedException | MessageConstraintException problem) {
            throw new MalformedAnswer(path + ": found no HTTP answer: " + problem.getMessage());
        } catch (SocketException | InterruptedIOException problem) {
            throw new FileSystemException(socket.toString(), null, path + ": " + problem.getMessage());
        }
    }

    private void request(BasicClassicHttpRequest request, String body) throws IOException, HttpException {
        if (body.isEmpty()) {
            connection.sendRequestHeader(request);
            return;
        }
        var entity = new StringEntity(body, ContentType.APPLICATION_JSON);
        request.setEntity(entity);
        request.addHeader("Content-Type", "application/json");
        request.addHeader("Content-Length", entity.getContentLength());
        connection.sendRequestHeader(request);
        connection.sendRequestEntity(request);
    }

    static JsonNode parse(String path, byte[] body) throws MalformedAnswer {
        JsonNode node;
        try (var parser = BOUNDED.createParser(body)) {
            node = Json.first(parser);
        } catch (StreamConstraintsException problem) {
            throw new MalformedAnswer(path + ": found more, longer or deeper values than any daemon has");
        } catch (JsonProcessingException problem) {
            throw new MalformedAnswer(path + ": byte " + problem.getLocation().getByteOffset() + ": found no JSON");
        } catch (IOException problem) {
            throw new MalformedAnswer(path + ": " + problem.getMessage());
        }
        if (node.isMissingNode()) {
            throw new MalformedAnswer(path + ": found an empty answer, expected JSON");
        }
        return node;
    }

    private byte[] body(String path, ClassicHttpResponse response) throws IOException {
        try (var entity = response.getEntity()) {
            if (entity == null) {
                return new byte[0];
            }
            var content = entity.getContent().readNBytes(ANSWER_LIMIT + 1);
            if (content.length > ANSWER_LIMIT) {
                throw new MalformedAnswer(path + ": found more than " + ANSWER_LIMIT + " bytes");
            }
            received += content.length;
            if (received > CONVERSATION_LIMIT) {
                throw new MalformedAnswer(
                        path + ": found more than " + CONVERSATION_LIMIT + " bytes in all answers together");
            }
            return content;
        }
    }

    @Override
    public void close() {
        connection.close(CloseMode.IMMEDIATE);
    }
}
