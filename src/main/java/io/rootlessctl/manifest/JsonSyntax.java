package io.rootlessctl.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rootlessctl.edit.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Any value as compact JSON text, {@code {"max-size":"10m"}}, members in the order of the file. JSON has no dates, no
 * infinity and no {@code nan}: those are refused.
 */
final class JsonSyntax {
    static final Syntax<String> JSON = JsonSyntax::parse;

    /** A value inside that JSON cannot express. */
    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(Object value) {
            super("values that JSON has, and not " + value + "; write it as a text in quotes");
        }
    }

    private JsonSyntax() {}

    private static Syntax.Parsed<String> parse(Object value) {
        var text = new StringWriter();
        try (var json = Json.FACTORY.createGenerator(text)) {
            write(value, json);
        } catch (NotJson refused) {
            return Syntax.refused(refused.getMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Syntax.value(text.toString());
    }

    private static void write(Object value, JsonGenerator json) throws IOException, NotJson {
        if (value instanceof TomlArray array) {
            writeArray(array, json);
        } else if (value instanceof Entries table) {
            writeObject(table, json);
        } else if (value instanceof TomlTable table) {
            writeObject(Entries.of("", TomlPosition.positionAt(1, 1), table), json);
        } else if (isScalar(value)) {
            json.writePOJO(value);
        } else {
            throw new NotJson(value);
        }
    }

    private static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Boolean || value instanceof Long
                || value instanceof Double number && Double.isFinite(number);
    }

    private static void writeArray(TomlArray array, JsonGenerator json) throws IOException, NotJson {
        json.writeStartArray();
        for (int i = 0; i < array.size(); i++) {
            write(array.get(i), json);
        }
        json.writeEndArray();
    }

    private static void writeObject(Entries table, JsonGenerator json) throws IOException, NotJson {
        json.writeStartObject();
        for (var entry : table.byName().entrySet()) {
            json.writeFieldName(entry.getKey());
            write(entry.getValue().value(), json);
        }
        json.writeEndObject();
    }
}
