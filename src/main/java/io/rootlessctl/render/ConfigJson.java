package io.rootlessctl.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** The settings in force as one JSON object, after schema/config.schema.json. */
public final class ConfigJson {
    private ConfigJson() {}

    /** @param tables the manifest, as {@link io.rootlessctl.manifest.ManifestWriter} has it */
    public static String render(Map<String, Object> tables) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION);
        document.set("manifest", new ObjectMapper().valueToTree(tables));
        return PlanJson.text(document);
    }
}
