package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I6: variables of a daemon without systemd, in a file that sh can source")
class EnvironmentFileTest {
    private static final String FILE =
            """
            # network
            A=plain
              export B='it''s "x"'   # why

            C="a \\"b\\" \\$ \\x"\\ c""";

    @Test
    void readsAsShellDoes() throws Exception {
        assertEquals(Map.of("A", "plain", "B", "its \"x\"", "C", "a \"b\" $ \\x c"),
                EnvironmentFile.parse(FILE).variables());
    }

    @Test
    void changesOneVariableInPlace() throws Exception {
        var file = EnvironmentFile.parse(FILE);
        assertEquals(FILE.replace("'it''s \"x\"'", "\"1 \\$\""), file.with("B", "1 $").text());
        assertEquals(FILE + "\nD=\"\"", file.with("D", "").text());
        assertEquals(FILE.replace("A=plain\n", ""), file.without("A").text());
        assertEquals("A=\"1\"\n", EnvironmentFile.empty().with("A", "1").text());
        assertSame(file, file.with("A", "plain"));
        assertSame(file, file.without("Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "A=$(id) | line 1: found '$', which only a shell could work out; write the value itself, in quotes",
        "A=\"`id`\" | line 1: found '`', which only a shell could work out; write the value itself, in quotes",
        "A=1;B=2 | line 1: found ';', which only a shell could work out; write the value itself, in quotes",
        "A=--ipv6 -p | line 1: found more after the value; put values with spaces in quotes",
        "A='x | line 1: found a ' without the ' that ends it",
        "A=x\\ | line 1: found a backslash at the end; write the value on one line",
        "A =x | ^line 1: expected NAME=\"value\", a comment or a blank line^",
        "if true | ^line 1: expected NAME=\"value\", a comment or a blank line^",
        "^A=1\n\nB=\0^ | line 3: found the control character 0, which only a shell could work out; write the value itself, in quotes",
    })
    void refusesWhatOnlyAShellKnows(String text, String message) {
        assertEquals(message, assertThrows(MalformedTextException.class, () -> EnvironmentFile.parse(text)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\0"})
    void takesOnlyOneLineAsAValue(String value) {
        assertThrows(IllegalArgumentException.class, () -> EnvironmentFile.empty().with("A", value));
        assertThrows(IllegalArgumentException.class, () -> EnvironmentFile.empty().with("A-B", "1"));
    }

    @Test
    @DisplayName("sh reads back what was written (200 seeded values)")
    void shellReadsTheSame() throws Exception {
        var file = EnvironmentFile.empty();
        var script = new StringBuilder();
        var expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            var value = Samples.value(new Random(i));
            file = file.with("V" + i, value);
            script.append("printf '%s\\n' \"$V").append(i).append("\"\n");
            expected.append(value).append('\n');
        }
        assertEquals(expected.toString(), shell(file.text() + script));
        assertEquals(200, EnvironmentFile.parse(file.text()).variables().size());
    }

    @Test
    @DisplayName("a variable put in and taken out again leaves the bytes as they were")
    void removalUndoesAddition() throws Exception {
        for (var text : List.of("", "\n", FILE, FILE + "\n", FILE + "\r\n\r\n", "A=1\r\n# c", "  ")) {
            assertEquals(text, EnvironmentFile.parse(text).text());
            for (int seed = 0; seed < 100; seed++) {
                var value = Samples.value(new Random(seed));
                var added = EnvironmentFile.parse(text).with("NEW", value);
                assertEquals(value, added.variables().get("NEW"));
                assertEquals(text, added.without("NEW").text());
            }
        }
    }

    private static String shell(String script) throws Exception {
        var process = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
