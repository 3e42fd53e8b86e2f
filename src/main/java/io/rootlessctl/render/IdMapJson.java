package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.host.IdType;
import io.rootlessctl.model.IdTranslation;
import io.rootlessctl.resource.IdMaps;
import java.util.List;
import java.util.Locale;

/** Maps of ids and translations as one JSON object, after schema/idmap.schema.json. */
public final class IdMapJson {
    private IdMapJson() {}

    public static String render(String user, IdMaps maps, List<IdTranslation> translations) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION)
                .put("user", user).put("running", maps.running());
        var both = document.putObject("maps");
        for (var type : IdType.values()) {
            var array = both.putArray(type.name().toLowerCase(Locale.ROOT));
            maps.of(type).forEach(map -> array.addObject().put("container", map.inside()).put("host", map.outside())
                    .put("count", map.count()));
        }
        var array = document.putArray("ids");
        translations.forEach(one -> put(array.addObject(), one));
        return PlanJson.text(document);
    }

    private static void put(ObjectNode node, IdTranslation one) {
        node.put("type", one.user() ? "uid" : "gid").put("from", one.fromContainer() ? "container" : "host")
                .put("id", one.id());
        if (one.to().isPresent()) {
            node.put("to", one.to().getAsLong());
        } else {
            node.putNull("to");
        }
    }
}
