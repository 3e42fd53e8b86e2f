package io.rootlessctl.edit;

/**
 * A text that is not what its reader takes, so that an edit could lose something. The message starts with the place
 * and says what was found: {@code byte 17 (line 2, column 5): found '}', expected a value}.
 */
public final class MalformedTextException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedTextException(String message) {
        super(message);
    }

    /** A problem with a whole line, the first being 1. */
    static MalformedTextException atLine(int line, String problem) {
        return new MalformedTextException("line " + line + ": " + problem);
    }
}
