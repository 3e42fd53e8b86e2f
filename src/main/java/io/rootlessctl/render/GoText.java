package io.rootlessctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.edit.Json;

/** Text as programs written in Go print it, for commands that answer as one of them does. */
public final class GoText {
    private GoText() {}

    /** As {@code %q} of fmt. */
    public static String quoted(String text) {
        var shown = new StringBuilder("\"");
        text.codePoints().forEach(character -> shown.append(switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 11 -> "\\v";
            default -> printable(character) ? Character.toString(character) : escaped(character);
        }));
        return shown.append('"').toString();
    }

    private static boolean printable(int character) {
        return character == ' ' || switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escaped(int character) {
        if (character < 0x80) {
            return String.format("\\x%02x", character);
        }
        return String.format(character < 0x10000 ? "\\u%04x" : "\\U%08x", character);
    }

    /** A string, number or boolean as encoding/json writes it: fit to stand in HTML. */
    static String json(JsonNode value) {
        var shown = new StringBuilder();
        Json.compact(value).codePoints().forEach(character -> {
            if (character == '<' || character == '>' || character == '&' || character == 0x2028 || character == 0x2029) {
                shown.append(String.format("\\u%04x", character));
            } else {
                shown.appendCodePoint(character);
            }
        });
        return shown.toString();
    }
}
