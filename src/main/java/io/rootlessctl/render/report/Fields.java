package io.rootlessctl.render.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The members of one JSON object from elsewhere. A member of another type than expected is an error that names its
 * place; members that are not asked for are left out, as later versions may have more of them.
 *
 * @param place where it is in its document, {@code users[0].}; empty for the document itself
 */
record Fields(JsonNode node, String place) {

    /** A text that has to be there. */
    String text(String name) throws NotAReportException {
        return optionalText(name).orElseThrow(() -> wrong(name, node.get(name), "a text"));
    }

    /** Empty for null, and where there is no such member. */
    Optional<String> optionalText(String name) throws NotAReportException {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(name, value, "a text");
        }
        return Optional.of(value.textValue());
    }

    /** A whole number that has to be there. */
    long number(String name) throws NotAReportException {
        return optionalNumber(name).orElseThrow(() -> wrong(name, node.get(name), "a number"));
    }

    Optional<Long> optionalNumber(String name) throws NotAReportException {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw wrong(name, value, "a whole number");
        }
        return Optional.of(value.longValue());
    }

    /** False where there is no such member. */
    boolean flag(String name) throws NotAReportException {
        var value = node.get(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    Optional<Fields> object(String name) throws NotAReportException {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(object(name, value));
    }

    /** None where there is no such member. */
    List<Fields> objects(String name) throws NotAReportException {
        var all = new ArrayList<Fields>();
        for (var element : array(name)) {
            all.add(object(name + "[" + all.size() + "]", element));
        }
        return all;
    }

    List<String> texts(String name) throws NotAReportException {
        var all = new ArrayList<String>();
        for (var element : array(name)) {
            if (!element.isTextual()) {
                throw wrong(name + "[" + all.size() + "]", element, "a text");
            }
            all.add(element.textValue());
        }
        return all;
    }

    private Iterable<JsonNode> array(String name) throws NotAReportException {
        var value = node.get(name);
        if (value != null && !value.isArray()) {
            throw wrong(name, value, "a list");
        }
        return value == null ? List.of() : value;
    }

    private Fields object(String name, JsonNode value) throws NotAReportException {
        if (!value.isObject()) {
            throw wrong(name, value, "an object");
        }
        return new Fields(value, place + name + ".");
    }

    private NotAReportException wrong(String name, JsonNode found, String expected) {
        return new NotAReportException(place + name + ": found " + kind(found) + ", expected " + expected);
    }

    static String kind(JsonNode found) {
        return found == null ? "nothing" : switch (found.getNodeType()) {
            case ARRAY -> "a list";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
