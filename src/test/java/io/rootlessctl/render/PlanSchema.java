package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Holds JSON output against the schemas that the product ships in its jar. */
public final class PlanSchema {
    private static final JsonSchema PLAN = load("plan");
    private static final JsonSchema STATUS = load("status");

    private PlanSchema() {}

    /** What plan, drift and apply print. */
    public static void assertValid(String json) {
        assertEquals(List.of(), problems(json), json);
    }

    /** What status prints. */
    public static void assertValidStatus(String json) {
        assertEquals(List.of(), problems(STATUS, json), json);
    }

    /** @param command {@code env}; what it prints with {@code -o json} */
    public static void assertValid(String command, String json) {
        var schema = switch (command) {
            case "apply", "plan", "drift", "rollback", "uninstall" -> PLAN;
            case "status" -> STATUS;
            case "restore" -> load("backup");
            default -> load(command);
        };
        assertEquals(List.of(), problems(schema, json), json);
    }

    static List<String> problems(String json) {
        return problems(PLAN, json);
    }

    static List<String> statusProblems(String json) {
        return problems(STATUS, json);
    }

    private static List<String> problems(JsonSchema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream().map(ValidationMessage::getMessage).sorted().toList();
    }

    private static JsonSchema load(String name) {
        var manifest = text("rootless");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7, factory -> factory.schemaLoaders(
                        loaders -> loaders.schemas(Map.of("urn:rootlessctl:rootless.schema.json", manifest))))
                .getSchema(text(name), SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }

    private static String text(String name) {
        try (var stream = PlanSchema.class.getResourceAsStream("/io/rootlessctl/schema/" + name + ".schema.json")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
