package io.rootlessctl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.RootlessKitReply;
import io.rootlessctl.host.RootlessKitReply.Answer;
import io.rootlessctl.host.RootlessKitReply.NoAnswer;
import io.rootlessctl.host.RootlessKitReply.NoConnection;
import io.rootlessctl.host.RootlessKitReply.NoSocket;
import io.rootlessctl.host.RootlessKitRequest;
import io.rootlessctl.host.RootlessKitRequest.Method;
import io.rootlessctl.render.GoText;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * RootlessKit's API on the socket that the caller names, with every failure in the words of RootlessKit's own client.
 * Only what is named is asked: a script that has lost its socket must not change the ports of another RootlessKit.
 */
final class ApiClient {
    /** How net/http names methods in its errors, and statuses in RootlessKit's. */
    private static final Map<Method, String> VERBS =
            Map.of(Method.GET, "Get", Method.POST, "Post", Method.DELETE, "Delete");
    private static final Map<Integer, String> STATUSES = Map.of(
            400, "Bad Request", 403, "Forbidden", 404, "Not Found", 405, "Method Not Allowed",
            500, "Internal Server Error", 501, "Not Implemented", 503, "Service Unavailable");

    private final Invocation invocation;
    private final String socket;

    private ApiClient(Invocation invocation, String socket) {
        this.invocation = invocation;
        this.socket = socket;
    }

    /** @param named by {@code --socket}; empty or missing for that of {@code $ROOTLESSKIT_STATE_DIR} */
    static ApiClient of(Invocation invocation, Optional<String> named) throws ApiProblem {
        var socket = named.filter(path -> !path.isEmpty());
        var directory = invocation.environment().getOrDefault("ROOTLESSKIT_STATE_DIR", "");
        if (socket.isEmpty() && directory.isEmpty()) {
            throw new ApiProblem("please specify --socket or set $ROOTLESSKIT_STATE_DIR");
        }
        return new ApiClient(invocation,
                socket.orElseGet(() -> Path.of(directory).resolve("api.sock").normalize().toString()));
    }

    JsonNode get(String path) throws ApiProblem {
        return json(send(Method.GET, path, ""));
    }

    JsonNode post(String path, JsonNode body) throws ApiProblem {
        return json(send(Method.POST, path, Json.compact(body)));
    }

    void delete(String path) throws ApiProblem {
        send(Method.DELETE, path, "");
    }

    private String send(Method method, String path, String body) throws ApiProblem {
        var host = invocation.host().get();
        var request = new RootlessKitRequest(invocation.directory().resolve(socket), method, path, body);
        var reply = invocation.writer().apply(host).ask(request, host.caller());
        if (reply instanceof Answer(var status, var text) && status / 100 == 2) {
            return text;
        }
        throw new ApiProblem(failure(reply, VERBS.get(method) + " \"http://rootlesskit" + path + "\": "));
    }

    private String failure(RootlessKitReply reply, String request) {
        return switch (reply) {
            case NoSocket(var reason) -> "stat " + socket + ": " + reason;
            case NoConnection(var reason) -> request + "dial unix " + socket + ": connect: " + reason;
            case NoAnswer(var reason) -> request + reason;
            case Answer(var status, var body) -> message(body).orElseGet(() -> "unexpected HTTP status "
                    + STATUSES.getOrDefault(status, "") + ", body=" + GoText.quoted(body));
        };
    }

    /** Line by line, and nothing that a terminal would obey: whoever owns the socket may answer anything. */
    private static Optional<String> message(String body) {
        try {
            var answer = answer(body);
            return answer.isObject() ? Optional.of(Stream.of(answer.path("message").asText("").split("\n", -1))
                    .map(Shown::line).collect(Collectors.joining("\n"))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** As Go's decoder does it: what follows the first value is not looked at. */
    private static JsonNode answer(String body) throws IOException {
        try (var parser = Json.FACTORY.createParser(body)) {
            return Json.first(parser);
        }
    }

    private static JsonNode json(String body) throws ApiProblem {
        try {
            var answer = answer(body);
            if (answer.isMissingNode()) {
                throw new ApiProblem("EOF");
            }
            return answer;
        } catch (IOException _) {
            throw new ApiProblem("unexpected EOF");
        }
    }
}
