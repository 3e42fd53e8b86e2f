package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.manifest.Problem;
import java.util.List;

/** What is wrong with a manifest as one JSON object, after schema/validate.schema.json; what is not there is null. */
public final class ProblemsJson {
    private ProblemsJson() {}

    /** @param problems none for a valid manifest */
    public static String render(List<Problem> problems) {
        return document(problems.stream().map(ProblemsJson::problem).toList());
    }

    /** A manifest that could not even be read. */
    public static String unusable(String file, String found) {
        return document(List.of(problem(file, found, "", found)));
    }

    private static String document(List<ObjectNode> problems) {
        var document = JsonNodeFactory.instance.objectNode()
                .put("formatVersion", PlanJson.FORMAT_VERSION).put("valid", problems.isEmpty());
        problems.forEach(document.putArray("problems")::add);
        return PlanJson.text(document);
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
