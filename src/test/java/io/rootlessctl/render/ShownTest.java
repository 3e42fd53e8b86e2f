package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I9: text from elsewhere in one line")
class ShownTest {
    @Test
    @DisplayName("whatever moves a cursor comes out as an escape")
    void escapes() {
        assertEquals("a\\n\\x1b[31m\\u202e", Shown.line("a\n\033[31m\u202e"));
    }

    @Test
    @DisplayName("a value and a sentence keep both ends, and are no longer than they may")
    void cut() {
        assertEquals("a".repeat(59) + "…" + "b".repeat(40), Shown.shortened("a".repeat(500) + "b".repeat(500)));
        assertEquals("a".repeat(100), Shown.shortened("a".repeat(100)));
        var sentence = Shown.sentence("x: " + "\0".repeat(1 << 20) + "!");
        assertEquals(Shown.LONGEST_SENTENCE, sentence.length());
        assertTrue(sentence.startsWith("x: ") && sentence.endsWith("!"), sentence);
        assertEquals("x".repeat(1999), Shown.sentence("x".repeat(1999)));
    }
}
