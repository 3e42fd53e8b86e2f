package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.model.PortSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RootlessKit's {@code GET /v1/info} and {@code GET /v1/ports}. */
final class RootlessKitAnswers {
    private static final String SUBJECT = "/v1/info";
    private static final String PORTS = "/v1/ports";

    private RootlessKitAnswers() {}

    static RootlessKitInfo info(JsonNode answer) throws MalformedAnswer {
        if (!answer.path("childPID").canConvertToLong()) {
            throw new MalformedAnswer(SUBJECT + ": childPID: found no number");
        }
        return new RootlessKitInfo(
                EngineAnswers.text(answer, SUBJECT, "apiVersion"),
                EngineAnswers.text(answer, SUBJECT, "version"),
                EngineAnswers.path(answer, SUBJECT, "stateDir"),
                answer.path("childPID").asLong(),
                driver(answer.path("networkDriver")),
                driver(answer.path("portDriver")));
    }

    /** An empty list comes as null. */
    static List<PublishedPort> ports(JsonNode answer) throws MalformedAnswer {
        if (!answer.isArray() && !answer.isNull()) {
            throw new MalformedAnswer(PORTS + ": found no list of ports");
        }
        var ports = new ArrayList<PublishedPort>();
        for (var port : answer) {
            ports.add(new PublishedPort(port.path("id").asLong(), spec(port.path("spec"))));
        }
        return List.copyOf(ports);
    }

    private static PortSpec spec(JsonNode spec) throws MalformedAnswer {
        return new PortSpec(
                EngineAnswers.text(spec, PORTS, "proto"), ip(spec, "parentIP"), spec.path("parentPort").asInt(),
                ip(spec, "childIP"), spec.path("childPort").asInt());
    }

    private static String ip(JsonNode spec, String field) throws MalformedAnswer {
        var text = spec.path(field).asText("");
        try {
            if (!text.isEmpty()) {
                InetAddress.ofLiteral(text);
            }
            return text;
        } catch (IllegalArgumentException _) {
            throw new MalformedAnswer(PORTS + ": " + field + ": found no IP address");
        }
    }

    private static Optional<String> driver(JsonNode driver) {
        return Optional.of(driver.path("driver").asText("")).filter(name -> !name.isEmpty());
    }
}
