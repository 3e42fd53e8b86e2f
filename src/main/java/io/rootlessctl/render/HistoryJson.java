package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.model.PastApply;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The applies of the past as one JSON object, after schema/history.schema.json, oldest first. */
public final class HistoryJson {
    private HistoryJson() {}

    public static String render(List<PastApply> applies) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION);
        var array = document.putArray("applies");
        applies.forEach(apply -> array.add(apply(apply)));
        return PlanJson.text(document);
    }

    private static ObjectNode apply(PastApply apply) {
        var node = JsonNodeFactory.instance.objectNode().put("id", apply.id())
                .put("at", apply.at().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("command", apply.command()).put("caller", apply.caller())
                .put("manifest", apply.manifest().orElse(null)).put("sha256", apply.sha256().orElse(null))
                .put("result", apply.result()).put("restarts", apply.restarts());
        var changes = node.putArray("changes");
        apply.changes().forEach(change -> changes.add(
                PlanJson.change(change).without(List.of("steps", "reason"))));
        return node;
    }
}
