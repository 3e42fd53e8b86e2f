package io.rootlessctl.edit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the members of a JSON object stand in its text. All places are indexes of chars.
 *
 * @param open the place of the opening brace
 * @param close the place of the closing brace
 */
record JsonObjectSpans(int open, int close, List<Member> members) {
    /** Deeper than any settings file; what is deeper is not one. */
    private static final int DEEPEST = 200;

    static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    /** One member; {@code start} is its key's opening quote. */
    record Member(String key, int start, int value, int end) {}

    JsonObjectSpans {
        members = List.copyOf(members);
    }

    /** @throws MalformedTextException when the text is not one JSON object and nothing else */
    static JsonObjectSpans of(String text) throws MalformedTextException {
        // From an array of chars: the places the parser reports are then indexes of this text.
        try (var parser = STRICT.createParser(text.toCharArray())) {
            var spans = read(parser, text);
            // What is passed over there is not looked into, and a number may be none.
            Json.whole(STRICT, text);
            return spans;
        } catch (JsonProcessingException e) {
            throw JsonProblem.of(text, e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    private static JsonObjectSpans read(JsonParser parser, String text) throws IOException, MalformedTextException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw JsonProblem.at(text, start(parser), "expected '{': the file must hold one JSON object");
        }
        int open = start(parser);
        var members = new ArrayList<Member>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            members.add(member(parser));
        }
        int close = start(parser);
        if (parser.nextToken() != null) {
            throw JsonProblem.at(text, start(parser), "expected nothing after the object");
        }
        return new JsonObjectSpans(open, close, members);
    }

    private static Member member(JsonParser parser) throws IOException {
        var key = parser.currentName();
        int start = start(parser);
        parser.nextToken();
        int value = start(parser);
        parser.skipChildren();
        parser.finishToken();
        return new Member(key, start, value, (int) parser.currentLocation().getCharOffset());
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }
}
