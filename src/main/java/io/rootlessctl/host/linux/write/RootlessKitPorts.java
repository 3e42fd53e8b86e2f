package io.rootlessctl.host.linux.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RootlessKitReply;
import io.rootlessctl.host.RootlessKitReply.Answer;
import io.rootlessctl.host.RootlessKitReply.NoAnswer;
import io.rootlessctl.host.RootlessKitReply.NoConnection;
import io.rootlessctl.host.RootlessKitReply.NoSocket;
import io.rootlessctl.host.RootlessKitRequest;
import io.rootlessctl.host.RootlessKitRequest.Method;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.linux.FileLook;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.UnixHttp;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Changes what a user's running RootlessKit forwards, through its API: one request a change. */
final class RootlessKitPorts {
    private static final String PORTS = "/v1/ports";
    /** Of a RootlessKit that is just starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    /** For all of one user's ports in one run: whoever answers may list thousands, and take seconds for each. */
    private static final Duration TOGETHER = Duration.ofMinutes(2);

    private final LinuxHost host;
    private final Map<Long, Duration> spent = new HashMap<>();

    private interface Asking {
        void ask() throws IOException;
    }

    RootlessKitPorts(LinuxHost host) {
        this.host = host;
    }

    void publish(PortSpec port, Account as) throws IOException {
        bounded(port, as, () -> add(port, as));
    }

    private void bounded(PortSpec port, Account as, Asking asking) throws IOException {
        var before = spent.getOrDefault(as.uid(), Duration.ZERO);
        if (before.compareTo(TOGETHER) > 0) {
            throw new IOException("port " + port + ": RootlessKit of " + as.name() + " was not asked, as it took "
                    + before.toSeconds() + " s for the ports before; see the daemon's log, and apply again");
        }
        long start = System.nanoTime();
        try {
            asking.ask();
        } finally {
            spent.put(as.uid(), before.plusNanos(System.nanoTime() - start));
        }
    }

    /** One request; a second one only where the first could not be sent, for RootlessKit is just starting. */
    private void add(PortSpec port, Account as) throws IOException {
        var body = Json.compact(JsonNodeFactory.instance.objectNode().put("proto", port.proto())
                .put("parentIP", port.parentIp()).put("parentPort", port.parentPort())
                .put("childPort", port.childPort()).put("childIP", port.childIp()));
        var first = api(as).map(socket -> send(posting(socket, body), as)).filter(RootlessKitPorts::sent);
        require(port, first.isPresent() ? first.get() : send(posting(awaited(as), body), as));
    }

    private static RootlessKitRequest posting(Path socket, String body) {
        return new RootlessKitRequest(socket, Method.POST, PORTS, body);
    }

    private static boolean sent(RootlessKitReply reply) {
        return switch (reply) {
            case Answer _, NoAnswer _ -> true;
            case NoSocket _, NoConnection _ -> false;
        };
    }

    /** By the number that the port has now: RootlessKit counts from one again at each start. */
    void unpublish(PortSpec port, Account as) throws IOException {
        bounded(port, as, () -> remove(port, as));
    }

    private void remove(PortSpec port, Account as) throws IOException {
        var socket = api(as);
        var published = socket.map(path -> host.publishedPorts(path, as).found().orElse(List.of())).orElse(List.of());
        for (var known : published.stream().filter(known -> known.spec().equals(port)).map(PublishedPort::id).toList()) {
            require(port, send(new RootlessKitRequest(socket.get(), Method.DELETE, PORTS + "/" + known, ""), as));
        }
    }

    private Optional<Path> api(Account as) {
        return host.daemon(as).found().flatMap(RunningDaemon::apiSocket);
    }

    private Path awaited(Account as) throws IOException {
        var socket = new AtomicReference<Path>();
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(PATIENCE).until(() -> {
                api(as).ifPresent(socket::set);
                return socket.get() != null && host.rootlessKit(socket.get(), as).found().isPresent();
            });
            return socket.get();
        } catch (ConditionTimeoutException _) {
            throw new IOException("RootlessKit of " + as.name() + ": its API did not answer within "
                    + PATIENCE.toSeconds() + " s; see the daemon's log");
        }
    }

    private static void require(PortSpec port, RootlessKitReply reply) throws IOException {
        var refusal = switch (reply) {
            case Answer(var status, _) when status / 100 == 2 -> Optional.<String>empty();
            case Answer(var status, var body) -> Optional.of(message(body).orElse("status " + status));
            case NoSocket(var reason) -> Optional.of(reason);
            case NoConnection(var reason) -> Optional.of(reason);
            case NoAnswer(var reason) -> Optional.of(reason);
        };
        if (refusal.isPresent()) {
            throw new IOException("port " + port + ": RootlessKit: " + refusal.get());
        }
    }

    private static Optional<String> message(String body) {
        try {
            return Optional.ofNullable(Json.tree(body).path("message").textValue());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** Whatever comes of it. */
    RootlessKitReply send(RootlessKitRequest request, Account as) {
        try {
            var missing = host.credentials().as(as, () -> missing(request.socket()));
            if (missing.isPresent()) {
                return new NoSocket(missing.get());
            }
        } catch (IOException problem) {
            return new NoSocket(reason(problem));
        }
        if (request.socket().toString().getBytes(StandardCharsets.UTF_8).length > UnixHttp.LONGEST_PATH) {
            return new NoConnection("invalid argument");
        }
        UnixHttp connection;
        try {
            connection = UnixHttp.connect(request.socket(), as, host.credentials(), UnixHttp.Limits.USUAL);
        } catch (IOException problem) {
            return new NoConnection(reason(problem));
        }
        try (connection) {
            var answer = connection.send(request.method().name(), request.path(), request.body());
            return new Answer(answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            return new NoAnswer(reason(problem));
        }
    }

    /** Why nothing is there, with the credentials of the thread that looks. */
    private static Optional<String> missing(Path socket) {
        try {
            Files.getLastModifiedTime(socket);
            return Optional.empty();
        } catch (IOException problem) {
            return Optional.of(FileLook.belowFile(socket) ? "not a directory" : reason(problem));
        }
    }

    private static String reason(IOException problem) {
        var reason = FileLook.reason(problem);
        return reason.isEmpty() ? reason : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }
}
