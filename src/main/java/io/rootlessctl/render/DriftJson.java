package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Plan;
import java.util.List;
import java.util.Optional;

/** A drift as one JSON object, after schema/plan.schema.json: the plan, and every field in two columns. */
public final class DriftJson {
    private DriftJson() {}

    /** @param open what earlier applies have left unsettled */
    public static String render(Plan plan, List<OpenApply> open) {
        var document = PlanJson.document("drift", plan.converged(), plan.effect(), plan.changes(), plan);
        putRows(document.putArray("drift"), plan);
        return PlanJson.text(PlanJson.putOpen(document, open));
    }

    private static void putRows(ArrayNode array, Plan plan) {
        for (var row : DriftRow.of(plan)) {
            var node = PlanJson.at(row.address(), row.scope()).put("field", row.field());
            putMove(node, "sinceLastApply", row.since());
            putMove(node, "apply", row.apply());
            array.add(node.put("blocked", row.blocked()).put("foreign", row.foreign()));
        }
    }

    private static void putMove(ObjectNode node, String name, Optional<DriftRow.Move> move) {
        if (move.isEmpty()) {
            node.putNull(name);
        } else {
            node.putObject(name).put("from", move.get().from().orElse(null)).put("to", move.get().to().orElse(null));
        }
    }
}
