package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.manifest.Problem;
import io.rootlessctl.resource.HostProblem;
import java.util.List;
import java.util.Optional;

/** What is wrong with a manifest, and with a host for it, as one JSON object, after schema/validate.schema.json; what is not there is null. */
public final class ProblemsJson {
    private ProblemsJson() {}

    /** A manifest that cannot be used. */
    public static String render(List<Problem> problems) {
        return PlanJson.text(document(problems.stream().map(ProblemsJson::problem).toList()));
    }

    /** A manifest that could not even be read. */
    public static String unusable(String file, String found) {
        return PlanJson.text(document(List.of(problem(file, found, "", found))));
    }

    /** A valid manifest, and what of a host stands against it; empty when the host was not looked at. */
    public static String valid(Optional<List<HostProblem>> host) {
        var document = document(List.of());
        host.ifPresent(problems -> {
            var list = document.putArray("hostProblems");
            problems.forEach(problem -> list.addObject()
                    .put("user", problem.user().orElse(null)).put("message", problem.text()));
        });
        return PlanJson.text(document);
    }

    private static ObjectNode document(List<ObjectNode> problems) {
        var document = JsonNodeFactory.instance.objectNode()
                .put("formatVersion", PlanJson.FORMAT_VERSION).put("valid", problems.isEmpty());
        problems.forEach(document.putArray("problems")::add);
        return document;
    }

    private static ObjectNode problem(Problem problem) {
        return problem(problem.file(), problem.found(), problem.allowed(), problem.message())
                .put("line", problem.line()).put("column", problem.column()).put("key", orNull(problem.key()));
    }

    private static ObjectNode problem(String file, String found, String allowed, String message) {
        return JsonNodeFactory.instance.objectNode().put("file", file)
                .put("line", (Integer) null).put("column", (Integer) null).put("key", (String) null)
                .put("found", found).put("allowed", orNull(allowed)).put("message", message);
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
