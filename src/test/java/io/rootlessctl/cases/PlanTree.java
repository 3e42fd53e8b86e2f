package io.rootlessctl.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import java.util.Optional;

/** The part of a plan that a case's plan.json expects, as JSON. */
final class PlanTree {
    static final ObjectMapper JSON = new ObjectMapper();

    private PlanTree() {}

    static ObjectNode of(Plan plan) {
        var tree = JSON.createObjectNode().put("converged", plan.converged());
        var changes = tree.putArray("changes");
        plan.changes().forEach(change -> changes.add(change(change)));
        var blocked = tree.putArray("blocked");
        plan.blocked().forEach(entry -> blocked.add(blocked(entry)));
        var foreign = tree.putArray("foreign");
        plan.foreign().forEach(edit -> foreign.add(foreign(edit)));
        if (!plan.warnings().isEmpty()) {
            var warnings = tree.putArray("warnings");
            plan.warnings().forEach(warning -> warnings.add(warning.address() + ": " + warning.text()
                    + warning.lint().map(id -> " [" + id + "]").orElse("")));
        }
        return tree;
    }

    private static ObjectNode change(Change change) {
        var tree = at(change.address().toString(), change.scope())
                .put("action", change.action().toString()).put("effect", change.effect().toString());
        if (!change.reason().isEmpty()) {
            tree.put("reason", change.reason());
        }
        var diff = tree.putArray("diff");
        change.diff().forEach(field -> diff.add(field(field)));
        return tree;
    }

    private static ObjectNode field(FieldDiff field) {
        var tree = JSON.createObjectNode().put("field", field.field());
        put(tree, "observed", field.observed());
        put(tree, "desired", field.desired());
        return tree;
    }

    private static ObjectNode blocked(Blocked entry) {
        var tree = at(entry.change().address().toString(), entry.change().scope()).put("why", entry.why());
        if (!entry.remedy().isEmpty()) {
            var remedy = tree.putArray("remedy");
            entry.remedy().forEach(remedy::add);
        }
        return tree;
    }

    private static ObjectNode foreign(ForeignEdit edit) {
        var tree = at(edit.address().toString(), edit.scope()).put("field", edit.field());
        put(tree, "observed", edit.observed());
        return tree.put("lastApplied", edit.lastApplied());
    }

    private static ObjectNode at(String address, Scope scope) {
        var tree = JSON.createObjectNode().put("address", address).put("scope", scope.toString());
        scope.user().ifPresent(name -> tree.put("user", name));
        return tree;
    }

    private static void put(ObjectNode tree, String name, Optional<String> value) {
        value.ifPresentOrElse(text -> tree.put(name, text), () -> tree.putNull(name));
    }
}
