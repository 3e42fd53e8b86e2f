package io.rootlessctl.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The text of a JSON file that holds one object: daemon.json, or the docker client's config.json. Only top-level
 * members are looked at and edited; the others keep their bytes, order, line ends and blanks.
 *
 * <p>A text of blanks only counts as an empty object, as dockerd takes it.
 */
public final class JsonText {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String mark;
    private final String body;
    private final Optional<JsonObjectSpans> object;

    private JsonText(String mark, String body, Optional<JsonObjectSpans> object) {
        this.mark = mark;
        this.body = body;
        this.object = object;
    }

    /** @throws MalformedTextException when the text is neither blank nor one JSON object with distinct keys */
    public static JsonText parse(String text) throws MalformedTextException {
        var mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        var body = text.substring(mark.length());
        return new JsonText(mark, body, body.isBlank() ? Optional.empty() : Optional.of(JsonObjectSpans.of(body)));
    }

    public static JsonText empty() {
        return new JsonText("", "", Optional.empty());
    }

    /** A JSON value in its normal form: no blanks, keys sorted, as few escapes as can be. {@code 1} is not {@code 1.0}. */
    public static String canonical(String jsonValue) {
        return JsonValues.canonical(jsonValue);
    }

    /** A string as a JSON value, {@code "local"} with its quotes. */
    public static String quoted(String text) {
        return JsonValues.string(text);
    }

    /** The string at a path of keys below the top; empty when there is none or it is no string. */
    public Optional<String> textAt(String key, String... below) {
        var node = value(key).map(JsonValues::tree);
        for (var next : below) {
            node = node.map(parent -> parent.get(next));
        }
        return node.filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** The members in the file's order, their values in the normal form of {@link #canonical}. */
    public SequencedMap<String, String> members() {
        var found = new LinkedHashMap<String, String>();
        object.ifPresent(spans -> spans.members().forEach(member -> found.put(member.key(), canonical(member))));
        return found;
    }

    public Optional<String> value(String key) {
        int index = index(key);
        return index < 0 ? Optional.empty() : Optional.of(canonical(object.orElseThrow().members().get(index)));
    }

    /** The text with one member set; unchanged when it already has that value, however written. */
    public JsonText with(String key, String jsonValue) {
        if (value(key).equals(Optional.of(canonical(jsonValue)))) {
            return this;
        }
        return edited(object.map(spans -> spans.members().isEmpty()
                        ? first(spans, key, jsonValue)
                        : index(key) < 0 ? appended(spans, key, jsonValue) : replaced(spans, index(key), jsonValue))
                .orElseGet(() -> "{" + member(JsonLayout.DEFAULT, key, jsonValue) + "\n}\n"));
    }

    /** The text without one member; {@code {}} when it was the only one. */
    public JsonText without(String key) {
        int index = index(key);
        return index < 0 ? this : edited(removed(object.orElseThrow(), index));
    }

    public String text() {
        return mark + body;
    }

    @Override
    public String toString() {
        return text();
    }

    private JsonText edited(String edited) {
        try {
            return new JsonText(mark, edited, Optional.of(JsonObjectSpans.of(edited)));
        } catch (MalformedTextException e) {
            throw new IllegalStateException("an edit broke a JSON text: " + e.getMessage(), e);
        }
    }

    private String canonical(JsonObjectSpans.Member member) {
        return canonical(body.substring(member.value(), member.end()));
    }

    private int index(String key) {
        var members = object.map(JsonObjectSpans::members).orElse(List.of());
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Blanks inside the braces are kept on both sides of the member, which is how {@link #removed} knows them. */
    private String first(JsonObjectSpans spans, String key, String jsonValue) {
        var inner = body.substring(spans.open() + 1, spans.close());
        var eol = body.contains("\r\n") ? "\r\n" : "\n";
        var layout = inner.isEmpty() ? JsonLayout.DEFAULT.withTerminator(eol) : new JsonLayout(inner, ": ");
        var tail = inner.isEmpty() ? eol : inner;
        return Lines.splice(body, spans.open() + 1, spans.close(), member(layout, key, jsonValue) + tail);
    }

    private String appended(JsonObjectSpans spans, String key, String jsonValue) {
        var layout = JsonLayout.at(body, spans, spans.members().size() - 1);
        int end = spans.members().getLast().end();
        return Lines.splice(body, end, end, "," + member(layout, key, jsonValue));
    }

    private String replaced(JsonObjectSpans spans, int index, String jsonValue) {
        var member = spans.members().get(index);
        var value = JsonLayout.at(body, spans, index).value(jsonValue);
        return Lines.splice(body, member.value(), member.end(), value);
    }

    private String removed(JsonObjectSpans spans, int index) {
        var members = spans.members();
        if (members.size() == 1) {
            var before = body.substring(spans.open() + 1, members.getFirst().start());
            var after = body.substring(members.getFirst().end(), spans.close());
            return Lines.splice(body, spans.open() + 1, spans.close(), before.equals(after) ? before : "");
        }
        return index == members.size() - 1
                ? Lines.splice(body, members.get(index - 1).end(), members.get(index).end(), "")
                : Lines.splice(body, members.get(index).start(), members.get(index + 1).start(), "");
    }

    private static String member(JsonLayout layout, String key, String jsonValue) {
        return layout.between() + JsonValues.string(key) + layout.colon() + layout.value(jsonValue);
    }
}
