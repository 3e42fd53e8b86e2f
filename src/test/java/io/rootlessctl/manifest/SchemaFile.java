package io.rootlessctl.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.Toml;

/** schema/rootless.schema.json as it is on the class path, and what it says of a TOML text. */
public final class SchemaFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final JsonSchema schema;

    public SchemaFile() {
        try (var file = SchemaFile.class.getResourceAsStream("/io/rootlessctl/schema/rootless.schema.json")) {
            root = JSON.readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(root);
    }

    JsonNode root() {
        return root;
    }

    public Set<ValidationMessage> problems(String toml) {
        try {
            return schema.validate(JSON.readTree(Toml.parse(toml).toJson()));
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    /** The dotted names of all values; a table in which any name may stand is one value. */
    Set<String> keys() {
        var keys = new TreeSet<String>();
        addKeys(root, "", keys);
        return keys;
    }

    private void addKeys(JsonNode table, String path, Set<String> keys) {
        for (var property : table.get("properties").properties()) {
            var tables = closedTables(resolved(property.getValue()));
            var name = path + property.getKey();
            if (tables.isEmpty()) {
                keys.add(name);
            }
            tables.forEach(below -> addKeys(below, name + ".", keys));
        }
    }

    /** The node itself, its items or one of its alternatives, when that is a table with fixed names. */
    private List<JsonNode> closedTables(JsonNode node) {
        var candidates = new ArrayList<JsonNode>();
        candidates.add(node);
        candidates.add(resolved(node.path("items")));
        node.path("anyOf").forEach(candidates::add);
        return candidates.stream().filter(candidate -> candidate.path("additionalProperties").isBoolean()
                && !candidate.get("additionalProperties").booleanValue()).toList();
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
    }
}
