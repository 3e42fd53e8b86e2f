package io.rootlessctl.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.host.RootlessKitReply.Answer;
import io.rootlessctl.host.RootlessKitReply.NoConnection;
import io.rootlessctl.host.RootlessKitReply.NoSocket;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;

/** RootlessKit's API as its own command meets it, with the answers of version 1.1.0. */
record FakePortApi(FakeHost host) {
    private static final ObjectMapper JSON = new ObjectMapper();

    RootlessKitReply reply(RootlessKitRequest request) {
        for (var entry : host.daemons.entrySet()) {
            if (entry.getValue().process().apiSocket().filter(request.socket()::equals).isPresent()) {
                return answer(entry.getKey(), entry.getValue(), request);
            }
        }
        return host.files.status(request.socket()).isPresent()
                ? new NoConnection("connection refused") : new NoSocket("no such file or directory");
    }

    private Answer answer(String user, FakeDaemon daemon, RootlessKitRequest request) {
        try {
            return switch (request.method()) {
                case GET -> new Answer(200, request.path().equals("/v1/info") ? information(daemon) : list(daemon));
                case POST -> {
                    var changed = daemon.publish(spec(JSON.readTree(request.body())));
                    host.daemons.put(user, changed);
                    yield new Answer(201, port(changed.ports().getLast()));
                }
                case DELETE -> {
                    long id = Long.parseLong(request.path().substring(request.path().lastIndexOf('/') + 1));
                    var port = daemon.ports().stream().filter(known -> known.id() == id).findFirst()
                            .orElseThrow(() -> new IOException("unknown id: " + id));
                    host.daemons.put(user, daemon.unpublish(port.spec()));
                    yield new Answer(200, "");
                }
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(request.body(), e);
        } catch (IOException refused) {
            return new Answer(400, "{\"message\":\"" + refused.getMessage() + "\"}\n");
        }
    }

    private static PortSpec spec(JsonNode node) {
        return new PortSpec(node.path("proto").asText(), node.path("parentIP").asText(""), node.path("parentPort").asInt(),
                node.path("childIP").asText(""), node.path("childPort").asInt());
    }

    private static String list(FakeDaemon daemon) {
        return daemon.ports().isEmpty() ? "null" : daemon.ports().stream().map(FakePortApi::port).toList().toString();
    }

    private static String port(PublishedPort port) {
        var spec = JSON.createObjectNode().put("proto", port.spec().proto());
        put(spec, "parentIP", port.spec().parentIp());
        spec.put("parentPort", port.spec().parentPort()).put("childPort", port.spec().childPort());
        put(spec, "childIP", port.spec().childIp());
        return "{\"id\":" + port.id() + ",\"spec\":" + spec + "}";
    }

    private static void put(ObjectNode spec, String member, String ip) {
        if (!ip.isEmpty()) {
            spec.put(member, ip);
        }
    }

    private static String information(FakeDaemon daemon) {
        var process = daemon.process();
        return "{\"apiVersion\":\"1.1.1\",\"version\":\"1.1.0\",\"stateDir\":\"" + process.stateDir().orElseThrow()
                + "\",\"childPID\":" + (process.rootlessKit().pid() + 1)
                + ",\"networkDriver\":{\"driver\":\"slirp4netns\",\"dns\":[\"10.0.2.3\"],\"childIP\":\"10.0.2.100\"},"
                + "\"portDriver\":{\"driver\":\"builtin\",\"protos\":[\"tcp\",\"udp\"]}}";
    }
}
