package io.rootlessctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;
import java.util.Map;

/** The settings in force as one JSON object, after schema/config.schema.json. */
public final class ConfigJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ConfigJson() {}

    /** @param tables the manifest, as {@link io.rootlessctl.manifest.ManifestWriter} has it */
    public static String render(Map<String, Object> tables) {
        var document = NODES.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION);
        document.set("manifest", tree(tables));
        return PlanJson.text(document);
    }

    private static JsonNode tree(Object value) {
        return switch (value) {
            case Map<?, ?> table -> {
                var object = NODES.objectNode();
                table.forEach((key, element) -> object.set(key.toString(), tree(element)));
                yield object;
            }
            case Collection<?> elements -> {
                var array = NODES.arrayNode();
                elements.forEach(element -> array.add(tree(element)));
                yield array;
            }
            case JsonNode node -> node;
            case Boolean yes -> NODES.booleanNode(yes);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            default -> NODES.textNode(value.toString());
        };
    }
}
