package io.rootlessctl.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What the schema of rootless.toml says of one key, {@code network.mtu}, or of a section, {@code network}.
 *
 * @param text what it is for
 * @param type {@code string}, {@code integer} ..., several with {@code or} between them; empty where the schema names none
 * @param values those it may have, where they can be counted
 * @param standard the value of a file that does not declare it
 * @param examples as they stand in the file
 * @param below the keys of a section
 */
public record KeyReference(
        String key, String text, String type, List<String> values, Optional<String> standard, List<String> examples,
        List<String> below) {
    private static final Set<String> OPEN = Set.of("daemon.settings", "host.sysctl");
    private static final String SCHEMA = "/io/rootlessctl/schema/rootless.schema.json";

    public KeyReference {
        values = List.copyOf(values);
        examples = List.copyOf(examples);
        below = List.copyOf(below);
    }

    private static final class Table {
        private static final JsonNode SCHEMA = schema();
        private static final SequencedMap<String, KeyReference> BY_KEY = read(SCHEMA);
    }

    /** A key of daemon.json or of the kernel is told of as what it is below, where the schema does not list it. */
    public static Optional<KeyReference> of(String key) {
        return Optional.ofNullable(Table.BY_KEY.get(key)).or(() -> OPEN.stream().filter(open -> key.startsWith(open + "."))
                .findFirst().map(Table.BY_KEY::get));
    }

    /** In the order of the schema, each section before what is in it. */
    public static Set<String> keys() {
        return Table.BY_KEY.sequencedKeySet();
    }

    /** What the file as a whole is. */
    public static String about() {
        return Table.SCHEMA.path("description").asText();
    }

    private static JsonNode schema() {
        try (var in = KeyReference.class.getResourceAsStream(SCHEMA)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static SequencedMap<String, KeyReference> read(JsonNode schema) {
        var found = new LinkedHashMap<String, KeyReference>();
        schema.path("properties").properties().forEach(entry -> add(entry.getKey(), entry.getValue(), schema, found));
        return found;
    }

    private static void add(String key, JsonNode declared, JsonNode schema, Map<String, KeyReference> found) {
        var node = resolved(declared, schema);
        var items = resolved(node.path("items"), schema);
        var children = node.has("properties") ? node.path("properties") : items.path("properties");
        var below = new ArrayList<String>();
        children.fieldNames().forEachRemaining(name -> below.add(key + "." + name));
        found.put(key, new KeyReference(
                key, text(declared, node), type(node), values(node, items),
                Optional.of(node.path("default")).filter(value -> !value.isMissingNode()).map(KeyReference::written),
                texts(node.path("examples")), below));
        // A user's sections are those of the file, told of there.
        children.properties().stream().filter(child -> !key.equals("users") || !child.getValue().has("$ref"))
                .forEach(child -> add(key + "." + child.getKey(), child.getValue(), schema, found));
    }

    private static JsonNode resolved(JsonNode node, JsonNode schema) {
        var reference = node.path("$ref").asText("");
        return reference.startsWith("#/definitions/")
                ? schema.path("definitions").path(reference.substring("#/definitions/".length())) : node;
    }

    private static String text(JsonNode declared, JsonNode node) {
        return declared.path("description").asText(node.path("description").asText(""));
    }

    private static String type(JsonNode node) {
        var types = new ArrayList<String>();
        node.path("type").forEach(type -> types.add(type.asText()));
        node.path("anyOf").forEach(choice -> types.add(choice.path("type").asText()));
        return types.isEmpty() ? node.path("type").asText("") : String.join(" or ", types);
    }

    private static List<String> values(JsonNode node, JsonNode items) {
        return texts(node.has("enum") ? node.path("enum") : items.path("enum"));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(value -> texts.add(written(value)));
        return texts;
    }

    private static String written(JsonNode value) {
        return TomlFromJson.inline(value.toString());
    }
}
