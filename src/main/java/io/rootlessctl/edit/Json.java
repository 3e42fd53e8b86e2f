package io.rootlessctl.edit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;

/**
 * JSON between text and Jackson's trees, and the only way to it here: Jackson's parser, generator and nodes without its
 * ObjectMapper, which takes longer to set up than everything else of a run together. Hence also no {@code toString} of a
 * node, as that makes a mapper. Numbers stay as exact as they were written.
 */
public final class Json {
    /** Makes parsers and generators for texts whose origin asks for no other limits. */
    public static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /**
     * The one value of the text.
     *
     * @throws JsonProcessingException when it holds no value, or more than one
     */
    public static JsonNode tree(String text) throws JsonProcessingException {
        return whole(FACTORY, text);
    }

    static JsonNode whole(JsonFactory factory, String text) throws JsonProcessingException {
        try (var parser = factory.createParser(text)) {
            var tree = first(parser);
            if (tree.isMissingNode()) {
                throw new JsonParseException(parser, "nothing but blanks");
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", impossible);
        }
    }

    /** The first value of a text, whatever follows it; missing where there is none. */
    public static JsonNode first(JsonParser parser) throws IOException {
        return parser.nextToken() == null ? MissingNode.getInstance() : value(parser);
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        try {
            return any(parser);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new JsonParseException(parser, "found a number that is too large to be one", e);
        }
    }

    private static JsonNode any(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> NODES.numberNode(parser.getIntValue());
                case LONG -> NODES.numberNode(parser.getLongValue());
                case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonParseException(parser, "found " + parser.currentToken() + ", expected a value");
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        var object = NODES.objectNode();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /** Without blanks. */
    public static String compact(JsonNode tree) {
        return text(tree, null, false);
    }

    /** For people, a member a line. */
    public static String pretty(JsonNode tree) {
        return text(tree, new DefaultPrettyPrinter(), false);
    }

    /**
     * @param printer null for no blanks
     * @param sorted whether the members of each object go by their names
     */
    static String text(JsonNode tree, PrettyPrinter printer, boolean sorted) {
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(printer);
            write(tree, json, sorted);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot fail to be written", impossible);
        }
        return text.toString();
    }

    private static void write(JsonNode node, JsonGenerator json, boolean sorted) throws IOException {
        switch (node) {
            case ObjectNode object -> {
                json.writeStartObject();
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                if (sorted) {
                    Collections.sort(names);
                }
                for (var name : names) {
                    json.writeFieldName(name);
                    write(object.get(name), json, sorted);
                }
                json.writeEndObject();
            }
            case ArrayNode array -> {
                json.writeStartArray();
                for (var element : array) {
                    write(element, json, sorted);
                }
                json.writeEndArray();
            }
            case NullNode _ -> json.writeNull();
            // Numbers, texts and booleans write themselves, and nothing of the mapper's is asked for that.
            default -> node.serialize(json, null);
        }
    }
}
