package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.resource.Causes;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainTextTest {
    private static final Pattern BLANK_MENDS = Pattern.compile("(?m)^  (as root|as the user|rootless.toml)\\s*$");

    static Iterable<String> codes() {
        return Causes.codes();
    }

    @ParameterizedTest
    @MethodSource("codes")
    @DisplayName("T1-T20: every code has its long form: what, why, told by, what mends it, versions, source")
    void longForm(String code) {
        var cause = Causes.of(code).orElseThrow();
        var text = ExplainText.of(cause, Style.PLAIN);
        assertTrue(text.startsWith(code + ": " + cause.what() + "\n  "), text);
        for (var label : new String[] {"told by", "when", "about", "apply", "versions", "source"}) {
            assertTrue(Pattern.compile("(?m)^  " + label + " +\\S").matcher(text).find(), label + ": " + text);
        }
        assertFalse(BLANK_MENDS.matcher(text).find(), text);
        assertTrue(ExplainJson.of(cause).contains("\"code\" : \"" + code + "\""), code);
    }
}
