package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.model.Observation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of {@code journalctl --output=json}, an entry a line: {@code {"MESSAGE":"API listen on /run/...", ...}}.
 * {@code MESSAGE} is a list of bytes where it is no printable text, and missing where a program logged none.
 */
final class JournalLines {
    private JournalLines() {}

    static Observation<List<String>> parse(String subject, String output) {
        var lines = new ArrayList<String>();
        try {
            for (var entry : output.lines().toList()) {
                message(UnixHttp.parse("journalctl", entry.getBytes(StandardCharsets.UTF_8)).path("MESSAGE"))
                        .lines().forEach(lines::add);
            }
        } catch (MalformedAnswer problem) {
            return new Observation.Malformed<>(subject, problem.getMessage());
        }
        return Observation.present(List.copyOf(lines));
    }

    static String message(JsonNode message) {
        if (!message.isArray()) {
            return message.asText("");
        }
        var bytes = new byte[message.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message.get(i).asInt();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
