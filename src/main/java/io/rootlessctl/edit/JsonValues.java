package io.rootlessctl.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON values as text. Numbers stay as exact as they were written. */
final class JsonValues {
    private static final ObjectMapper IN_ORDER = mapper(false);
    private static final ObjectMapper SORTED = mapper(true);

    private JsonValues() {}

    /** No blanks, keys sorted, as few escapes as can be. */
    static String canonical(String json) {
        return write(SORTED.writer(), tree(json));
    }

    /** The value laid out by a printer, keys in the order given. */
    static String printed(String json, PrettyPrinter printer) {
        return write(IN_ORDER.writer(printer), tree(json));
    }

    /** The text as a JSON string. */
    static String string(String text) {
        return write(IN_ORDER.writer(), IN_ORDER.getNodeFactory().textNode(text));
    }

    private static ObjectMapper mapper(boolean sorted) {
        return JsonMapper.builder(JsonObjectSpans.STRICT)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .configure(JsonNodeFeature.WRITE_PROPERTIES_SORTED, sorted)
                .build();
    }

    static JsonNode tree(String json) {
        try {
            var tree = IN_ORDER.readTree(json);
            if (tree.isMissingNode()) {
                throw new IllegalArgumentException("not a JSON value: nothing but blanks");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
        }
    }

    private static String write(ObjectWriter writer, JsonNode node) {
        try {
            return writer.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that was read cannot fail to be written", e);
        }
    }
}
