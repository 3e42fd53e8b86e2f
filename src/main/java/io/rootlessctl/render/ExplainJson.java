package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.manifest.KeyReference;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.plan.Portrait;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code explain} prints as one JSON object, after schema/explain.schema.json; what is not there is null. */
public final class ExplainJson {
    private ExplainJson() {}

    public static String of(Cause cause) {
        var document = document("cause").put("code", cause.code()).put("kind", cause.kind()).put("what", cause.what())
                .put("why", cause.why()).put("when", cause.atStart() ? "start" : "any")
                .put("pattern", cause.told().log().map(Pattern::pattern).orElse(null));
        PlanJson.addAll(document.putArray("asRoot"), cause.asRoot());
        PlanJson.addAll(document.putArray("asUser"), cause.asUser());
        return PlanJson.text(document.put("key", cause.key().orElse(null)).put("apply", cause.apply())
                .put("versions", cause.versions()).put("source", cause.source()));
    }

    /** @param portraits of one address, one for each scope that has it */
    public static String of(Address address, List<Portrait> portraits) {
        var document = document("address").put("address", address.toString()).put("purpose", Purpose.of(address.kind()));
        var scopes = document.putArray("scopes");
        portraits.forEach(portrait -> scopes.add(portrait(portrait)));
        return PlanJson.text(document);
    }

    private static ObjectNode portrait(Portrait portrait) {
        var node = PlanJson.putScope(JsonNodeFactory.instance.objectNode(), portrait.scope());
        var fields = node.putArray("fields");
        portrait.fields().forEach(field -> fields.addObject().put("field", field.name())
                .put("observed", value(field, field.observed())).put("desired", value(field, field.desired()))
                .put("lastApplied", value(field, field.lastApplied())));
        PlanJson.addAll(node.putArray("requires"), portrait.requires().stream().map(Address::toString).toList());
        return node.put("problem", portrait.problem().map(Secrets::masked).orElse(null));
    }

    private static String value(Portrait.Field field, Optional<String> value) {
        return Secrets.masked(field.name(), value).orElse(null);
    }

    public static String of(KeyReference key, List<String> kinds) {
        var document = document("key").put("key", key.key()).put("text", key.text()).put("type", key.type())
                .put("default", key.standard().orElse(null));
        PlanJson.addAll(document.putArray("values"), key.values());
        PlanJson.addAll(document.putArray("examples"), key.examples());
        PlanJson.addAll(document.putArray("kinds"), kinds);
        PlanJson.addAll(document.putArray("keys"), key.below());
        return PlanJson.text(document);
    }

    private static ObjectNode document(String subject) {
        return JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION).put("subject", subject);
    }
}
