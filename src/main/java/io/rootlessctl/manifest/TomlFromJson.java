package io.rootlessctl.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rootlessctl.edit.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import org.tomlj.Toml;

/** JSON text as a TOML value on one line: {@code {"max-size":"10m"}} is {@code {max-size = "10m"}}. */
final class TomlFromJson {
    private TomlFromJson() {}

    /** @throws IllegalArgumentException for {@code null}, which TOML does not have */
    static String inline(String json) {
        try (var parser = Json.FACTORY.createParser(json)) {
            parser.nextToken();
            return value(parser);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static String value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> quoted(json.getText());
            case START_ARRAY -> array(json);
            case START_OBJECT -> table(json);
            case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getText();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, VALUE_NULL ->
                    throw new IllegalArgumentException("json: found " + json.getText() + ", which TOML cannot express");
        };
    }

    private static String array(JsonParser json) throws IOException {
        var values = new StringJoiner(", ", "[", "]");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json));
        }
        return values.toString();
    }

    private static String table(JsonParser json) throws IOException {
        var entries = new StringJoiner(", ", "{", "}");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = quoted(json.currentName());
            json.nextToken();
            entries.add(name + " = " + value(json));
        }
        return entries.toString();
    }

    private static String quoted(String text) {
        return "\"" + Toml.tomlEscape(text) + "\"";
    }
}
