package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.edit.Json;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.model.Warning;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A plan, a drift or the result of an apply as one JSON object, after schema/plan.schema.json. Bound by hand: the
 * format is a promise to other programs, and does not follow when a record of ours gets another component.
 */
public final class PlanJson {
    static final String FORMAT_VERSION = "1.0";

    private PlanJson() {}

    /** @param open what earlier applies have left unsettled */
    public static String plan(Plan plan, List<OpenApply> open) {
        return text(putOpen(document("plan", plan.converged(), plan.effect(), plan.changes(), plan), open));
    }

    /** What was confirmed. */
    public static String confirmed(List<OpenApply> applies) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", FORMAT_VERSION).put("command", "confirm");
        var array = document.putArray("confirmed");
        applies.forEach(apply -> array.addObject().put("id", apply.id())
                .put("at", apply.at().truncatedTo(ChronoUnit.SECONDS).toString()).put("command", apply.command()));
        return text(document);
    }

    /** Only there when there is something to tell, which is seldom. */
    static ObjectNode putOpen(ObjectNode document, List<OpenApply> open) {
        if (!open.isEmpty()) {
            var array = document.putArray("inFlight");
            open.forEach(apply -> array.add(open(apply)));
        }
        return document;
    }

    private static ObjectNode open(OpenApply apply) {
        var node = JsonNodeFactory.instance.objectNode().put("id", apply.id())
                .put("at", apply.at().truncatedTo(ChronoUnit.SECONDS).toString()).put("command", apply.command())
                .put("state", apply.state().toString()).put("process", apply.process().orElse(null))
                .put("confirmBy", apply.confirmBy().map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null));
        var begun = node.putArray("begun");
        apply.begun().forEach(last -> begun.add(at(last.address(), last.scope())
                .put("step", Secrets.masked(StepText.describe(last.step()))).put("done", last.done())));
        return node;
    }

    /** @param command {@code uninstall}, {@code rollback}: its plan */
    public static String plan(String command, Plan plan) {
        return text(document(command, plan.converged(), plan.effect(), plan.changes(), plan));
    }

    /**
     * Here {@code changes} are those that were made and stand, {@code effect} is theirs.
     *
     * @param unconfirmed the same apply, where it goes back unless it is confirmed
     */
    public static String apply(ApplyResult result, Optional<OpenApply> unconfirmed) {
        var document = resultOf("apply", result);
        unconfirmed.ifPresent(apply -> document.put("confirmBy",
                apply.confirmBy().orElseThrow().truncatedTo(ChronoUnit.SECONDS).toString()));
        return text(document);
    }

    /** @param command {@code uninstall}, {@code rollback}: what came of it */
    public static String result(String command, ApplyResult result) {
        return text(resultOf(command, result));
    }

    private static ObjectNode resultOf(String command, ApplyResult result) {
        var outcome = result.outcome();
        boolean converged = outcome == Outcome.CONVERGED || outcome == Outcome.APPLIED;
        var effect = result.applied().stream().map(Change::effect).reduce(Effect.NONE, Effect::atLeast);
        var document = document(command, converged, effect, result.applied(), result.last());
        document.put("result", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        document.put("restarts", result.restarts());
        var failures = document.putArray("failures");
        result.failures().forEach(failure -> failures.add(failure(failure)));
        return document;
    }

    static ObjectNode document(
            String command, boolean converged, Effect effect, List<Change> changes, Plan plan) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", FORMAT_VERSION)
                .put("command", command).put("converged", converged).put("effect", effect.toString());
        var made = document.putArray("changes");
        changes.forEach(change -> made.add(change(change)));
        var blocked = document.putArray("blocked");
        plan.blocked().forEach(entry -> blocked.add(blocked(entry)));
        var foreign = document.putArray("foreign");
        plan.foreign().forEach(edit -> foreign.add(foreign(edit)));
        var unmanaged = document.putArray("unmanaged");
        plan.unmanaged().forEach(key -> putScope(unmanaged.addObject().put("key", key.key()), key.scope()));
        var warnings = document.putArray("warnings");
        plan.warnings().forEach(warning -> warnings.add(warning(warning)));
        return document;
    }

    static ObjectNode change(Change change) {
        var node = at(change.address(), change.scope())
                .put("action", change.action().toString()).put("effect", change.effect().toString());
        var diffs = node.putArray("diff");
        change.diff().forEach(diff -> diffs.add(diff(diff)));
        var steps = node.putArray("steps");
        StepText.describe(change.steps()).forEach(step -> steps.add(Secrets.masked(step)));
        return node.put("reason", Secrets.masked(change.reason()));
    }

    static ObjectNode diff(FieldDiff diff) {
        var node = JsonNodeFactory.instance.objectNode().put("field", diff.field());
        putValue(node, "observed", diff.field(), diff.observed());
        putValue(node, "desired", diff.field(), diff.desired());
        putValue(node, "lastApplied", diff.field(), diff.lastApplied());
        return node;
    }

    private static ObjectNode blocked(Blocked blocked) {
        var node = change(blocked.change()).put("why", Secrets.masked(blocked.why()));
        addAll(node.putArray("remedy"), blocked.remedy());
        return node;
    }

    private static ObjectNode foreign(ForeignEdit edit) {
        var node = at(edit.address(), edit.scope()).put("field", edit.field());
        putValue(node, "observed", edit.field(), edit.observed());
        putValue(node, "lastApplied", edit.field(), Optional.of(edit.lastApplied()));
        return node;
    }

    private static ObjectNode warning(Warning warning) {
        var node = at(warning.address(), warning.scope()).put("text", Secrets.masked(warning.text()));
        warning.lint().ifPresent(id -> node.put("lint", id.toString()));
        return node;
    }

    private static ObjectNode failure(Failure failure) {
        var node = at(failure.address(), failure.scope()).put("message", Secrets.masked(failure.message()));
        addAll(node.putArray("daemonLog"), failure.logEnd().stream().map(Secrets::masked).toList());
        failure.cause().ifPresent(match -> node.putObject("cause").put("code", match.cause().code())
                .put("what", Secrets.masked(match.cause().what())).put("line", Secrets.masked(match.line())));
        return node.put("restored", failure.afterwards() != Afterwards.NOT_RESTORED);
    }

    static ObjectNode at(Address address, Scope scope) {
        return putScope(JsonNodeFactory.instance.objectNode().put("address", address.toString()), scope);
    }

    static ObjectNode putScope(ObjectNode node, Scope scope) {
        return node.put("user", scope.user().orElse(null)).put("scope", scope.toString());
    }

    private static void putValue(ObjectNode node, String name, String field, Optional<String> value) {
        node.put(name, Secrets.masked(field, value).orElse(null));
    }

    static void addAll(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    static String text(ObjectNode document) {
        return Json.pretty(document) + "\n";
    }
}
