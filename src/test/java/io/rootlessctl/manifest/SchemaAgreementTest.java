package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tomlj.Toml;

/** The decoder and schema/rootless.schema.json say the same, key by key, value by value. */
class SchemaAgreementTest {
    private static final Path CASES = Path.of("src/test/resources/manifest");
    private static final SchemaFile SCHEMA = new SchemaFile();

    /** @param text the lines of TOML */
    record Sample(boolean accepted, String key, String text) {}

    @Test
    @DisplayName("the schema has exactly the keys that the decoder asks for")
    void sameKeys() throws IOException {
        assertEquals(decoderKeys(), SCHEMA.keys());
    }

    @Test
    @DisplayName("each key has a value that is accepted and one that is refused")
    void samplesForEachKey() throws IOException {
        var accepted = samples().filter(Sample::accepted).map(Sample::key).collect(Collectors.toSet());
        var refused = samples().filter(sample -> !sample.accepted()).map(Sample::key).collect(Collectors.toSet());
        var wanted = topLevelKeys();
        assertEquals(Set.of(), minus(wanted, accepted));
        assertEquals(Set.of(), minus(wanted, refused));
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("decoder and schema agree on a value")
    void sameVerdict(boolean accepted, String toml) {
        assertEquals(accepted, SCHEMA.problems(toml).isEmpty(), () -> "schema: " + SCHEMA.problems(toml));
        assertEquals(accepted, decoderProblems(toml).isEmpty(), () -> "decoder: " + decoderProblems(toml));
    }

    @Test
    @DisplayName("the schema describes each key, for editors to show")
    void descriptions() throws IOException {
        assertEquals(List.of(), undescribed(SCHEMA.root(), ""));
    }

    @Test
    @DisplayName("a default in the schema is what the decoder takes for a missing key")
    void defaults() throws InvalidManifestException {
        var lines = new ArrayList<String>(List.of("schema = 1"));
        addDefaults(SCHEMA.root(), "", lines);
        assertTrue(lines.size() > 10, lines::toString);
        var written = ManifestReader.read("defaults.toml", String.join("\n", lines));
        var missing = ManifestReader.read("missing.toml", "schema = 1");
        assertEquals(ManifestWriter.write(missing), ManifestWriter.write(written));
    }

    static Stream<Object[]> files() throws IOException {
        return samples().flatMap(sample -> Stream.concat(Stream.of(sample.text()), underUsers(sample))
                .map(text -> new Object[] {sample.accepted(), text}));
    }

    /** The sample once more in a user's table, when its keys may stand there. */
    private static Stream<String> underUsers(Sample sample) {
        var section = sample.key().replaceFirst("\\..*", "");
        var both = SCHEMA.root().at("/definitions/user/properties").has(section);
        return both ? Stream.of(inUser("name = \"alice\"\n" + sample.text().replace("schema = 1\n", "")))
                : Stream.empty();
    }

    private static String inUser(String lines) {
        return "schema = 1\n[[users]]\n" + lines;
    }

    private static Stream<Sample> samples() throws IOException {
        return Files.readAllLines(CASES.resolve("samples.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(SchemaAgreementTest::sample);
    }

    private static Sample sample(String line) {
        var toml = line.substring(3);
        var key = toml.substring(0, toml.indexOf(" = "));
        return new Sample(line.startsWith("ok "), key, text(key, toml.replace(" & ", "\n") + "\n"));
    }

    /** Keys of an array's tables are written in a table of the array. */
    private static String text(String key, String lines) {
        if (key.startsWith("users.")) {
            return inUser(lines.replace("users.", ""));
        }
        if (key.equals("ports.publish.spec")) {
            return "schema = 1\n" + lines.replaceFirst("publish\\.spec = (.*)", "publish = [{ spec = $1 }]");
        }
        return (key.equals("schema") ? "" : "schema = 1\n") + lines;
    }

    private static List<Problem> decoderProblems(String toml) {
        try {
            ManifestReader.read("sample.toml", toml);
            return List.of();
        } catch (InvalidManifestException refused) {
            return refused.problems();
        }
    }

    private static Set<String> decoderKeys() throws IOException {
        var toml = Toml.parse(CASES.resolve("valid/every-key.toml"));
        var root = ManifestReader.root(toml, new Problems("every-key.toml"));
        ManifestDecoder.decode(root);
        return root.asked().vocabulary();
    }

    private static Set<String> topLevelKeys() {
        return SCHEMA.keys().stream()
                .filter(key -> !key.startsWith("users.") || key.equals("users.name") || key.equals("users.create"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        var rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static List<String> undescribed(JsonNode node, String path) {
        var missing = new ArrayList<String>();
        for (var property : node.path("properties").properties()) {
            var value = SCHEMA.resolved(property.getValue());
            if (value.path("description").asText().isBlank()) {
                missing.add(path + property.getKey());
            }
            missing.addAll(undescribed(value, path + property.getKey() + "."));
            missing.addAll(undescribed(SCHEMA.resolved(value.path("items")), path + property.getKey() + "."));
        }
        return missing;
    }

    private static void addDefaults(JsonNode node, String path, List<String> lines) {
        for (var property : node.path("properties").properties()) {
            var value = SCHEMA.resolved(property.getValue());
            if (value.has("default")) {
                lines.add(path + property.getKey() + " = " + TomlFromJson.inline(value.get("default").toString()));
            }
            if (!property.getKey().equals("users")) {
                addDefaults(value, path + property.getKey() + ".", lines);
            }
        }
    }
}
