package io.rootlessctl.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** JSON values of settings files, as text. */
final class JsonValues {
    private JsonValues() {}

    /** No blanks, keys sorted, as few escapes as can be. */
    static String canonical(String json) {
        return Json.text(tree(json), null, true);
    }

    /** The value laid out by a printer, keys in the order given. */
    static String printed(String json, PrettyPrinter printer) {
        return Json.text(tree(json), printer, false);
    }

    /** The text as a JSON string. */
    static String string(String text) {
        return Json.compact(TextNode.valueOf(text));
    }

    static JsonNode tree(String json) {
        try {
            return Json.whole(JsonObjectSpans.STRICT, json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
        }
    }
}
