package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.host.RootlessKitInfo;
import java.util.Optional;

/** RootlessKit's {@code GET /v1/info}. */
final class RootlessKitAnswers {
    private static final String SUBJECT = "/v1/info";

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

    private static Optional<String> driver(JsonNode driver) {
        return Optional.of(driver.path("driver").asText("")).filter(name -> !name.isEmpty());
    }
}
