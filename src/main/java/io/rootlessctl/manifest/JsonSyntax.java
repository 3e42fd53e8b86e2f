package io.rootlessctl.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Any value as compact JSON text, {@code {"max-size":"10m"}}, members in the order of the file. JSON has no dates, no
 * infinity and no {@code nan}: those are refused. Writes with jackson's generator alone, as an ObjectMapper costs 25 ms
 * at start-up.
 */
final class JsonSyntax {
    static final Syntax<String> JSON = JsonSyntax::parse;

    private static final JsonFactory FACTORY = new JsonFactory();

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
        try (var json = FACTORY.createGenerator(text)) {
            write(value, json);
        } catch (NotJson refused) {
            return Syntax.refused(refused.getMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Syntax.value(text.toString());
    }

    private static void write(Object value, JsonGenerator json) throws IOException, NotJson {
        switch (value) {
            case String text -> json.writeString(text);
            case Boolean bool -> json.writeBoolean(bool);
            case Long number -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case TomlArray array -> writeArray(array, json);
            case TomlTable table -> writeObject(table, json);
            default -> throw new NotJson(value);
        }
    }

    private static void writeArray(TomlArray array, JsonGenerator json) throws IOException, NotJson {
        json.writeStartArray();
        for (int i = 0; i < array.size(); i++) {
            write(array.get(i), json);
        }
        json.writeEndArray();
    }

    private static void writeObject(TomlTable table, JsonGenerator json) throws IOException, NotJson {
        json.writeStartObject();
        for (var entry : table.entrySet()) {
            json.writeFieldName(entry.getKey());
            write(entry.getValue(), json);
        }
        json.writeEndObject();
    }
}
