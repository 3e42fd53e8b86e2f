package io.rootlessctl.edit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Says what is wrong with a JSON text and at which byte of the file, the first being byte 1 in line 1, column 1. */
final class JsonProblem {
    private JsonProblem() {}

    static MalformedTextException at(String text, int offset, String expected) {
        return new MalformedTextException(place(text, offset) + ": found " + found(text, offset) + ", " + expected);
    }

    /** The parser's own finding, in the words of this package. */
    static MalformedTextException of(String text, JsonProcessingException problem) {
        var message = problem.getOriginalMessage();
        int offset = offset(problem, text);
        if (message.startsWith("Duplicate field")) {
            int start = Math.max(0, text.lastIndexOf('"', offset - 2));
            return new MalformedTextException(place(text, start) + ": found the key "
                    + text.substring(start, offset) + " a second time in one object; keep one of them");
        }
        return at(text, offset, expectation(message));
    }

    private static int offset(JsonProcessingException problem, String text) {
        var location = problem.getLocation();
        if (location == null && problem.getProcessor() instanceof JsonParser parser) {
            location = parser.currentTokenLocation();
        }
        return location == null ? 0 : (int) Math.min(location.getCharOffset(), text.length());
    }

    private static String expectation(String message) {
        if (message.startsWith("Document nesting depth")) {
            return "expected no deeper nesting";
        }
        var rest = message.startsWith("Unexpected") || message.startsWith("Unrecognized token")
                        || message.startsWith("Illegal unquoted")
                ? message.substring(message.indexOf(": ") + 2)
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        return rest.replaceFirst("^was expecting \\(.*", "expected a value")
                .replaceFirst(" \\((start marker|for Array|for Object|JSON String).*", "")
                .replaceFirst("^non-standard token .*", "expected a value")
                .replaceFirst(" \\(code \\d+\\)", "")
                .replaceFirst("^maybe a .*", "expected no comment: JSON has none")
                .replaceFirst("^was expecting", "expected")
                .replace("expected a valid value", "expected a value");
    }

    private static String found(String text, int offset) {
        if (offset >= text.length()) {
            return "the end of the file";
        }
        int found = text.codePointAt(offset);
        return found == '\n' || found == '\r' ? "a line break"
                : Character.isISOControl(found) ? "the control character " + found
                : "'" + Character.toString(found) + "'";
    }

    private static String place(String text, int offset) {
        var before = text.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = 1 + before.codePointCount(before.lastIndexOf('\n') + 1, offset);
        return "byte " + (before.getBytes(StandardCharsets.UTF_8).length + 1) + " (line " + line + ", column " + column
                + ")";
    }
}
