package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I11: daemon.json keeps every byte that is not ours")
class JsonTextTest {
    private static final String HAND_EDITED =
            """
            {
              "data-root" : "/srv/docker",   "debug":true,

              "registry-mirrors": [ "https://mirror.example/\\u00e9" ],
            \t"default-address-pools": [
                {"base":"172.30.0.0/16", "size":24} ]
            }""";

    @Test
    void readsMembersInOrderAndInNormalForm() throws Exception {
        var members = JsonText.parse(HAND_EDITED).members();
        assertEquals(List.of("data-root", "debug", "registry-mirrors", "default-address-pools"),
                List.copyOf(members.sequencedKeySet()));
        assertEquals("[\"https://mirror.example/é\"]", members.get("registry-mirrors"));
        assertEquals("[{\"base\":\"172.30.0.0/16\",\"size\":24}]", members.get("default-address-pools"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{ \"b\" : 1 , \"a\":[ ] } | {\"a\":[],\"b\":1}",
        "1 | 1",
        "1.0 | 1.0",
        "-0.50 | -0.50",
        "12345678901234567890123 | 12345678901234567890123",
        "\"\\u0041\\/\" | \"A/\"",
        "null | null",
    })
    void normalFormHasNoFormatting(String json, String canonical) {
        assertEquals(canonical, JsonText.canonical(json));
    }

    @Test
    void replacesOnlyTheValue() throws Exception {
        assertEquals(HAND_EDITED.replace("\"/srv/docker\"", "\"/data\""),
                JsonText.parse(HAND_EDITED).with("data-root", "\"/data\"").text());
    }

    @Test
    void appendsAsTheLastMemberIsLaidOut() throws Exception {
        var text = JsonText.parse(HAND_EDITED).with("log-opts", "{\"max-size\":\"1m\",\"x\":[1,2]}").text();
        assertEquals(HAND_EDITED.replace("\"size\":24} ]\n", """
                "size":24} ],
                \t"log-opts": {
                \t\t"max-size": "1m",
                \t\t"x": [
                \t\t\t1,
                \t\t\t2
                \t\t]
                \t}
                """), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`{\"a\":1,\"c\":2}` | `{\"a\":1,\"c\":2,\"k\":{\"x\":[1,2]}}`",
        "`{\"a\": 1}` | `{\"a\": 1, \"k\": {\"x\": [1, 2]}}`",
        "`{ \"a\": 1 }` | `{ \"a\": 1, \"k\": {\"x\": [1, 2]} }`",
        "`{ }` | `{ \"k\": {\"x\": [1, 2]} }`",
    })
    void keepsOneLineFilesOnOneLine(String before, String after) throws Exception {
        assertEquals(after, JsonText.parse(before).with("k", "{\"x\":[1,2]}").text());
    }

    @Test
    void writesAnEmptyObjectAsDockerDocumentsIt() throws Exception {
        assertEquals("{\n    \"k\": 1\n}\n", JsonText.empty().with("k", "1").text());
        assertEquals("{\n    \"k\": 1\n}", JsonText.parse("{}").with("k", "1").text());
        assertEquals("{\r\n    \"k\": [\r\n        1\r\n    ]\r\n}\r\n",
                JsonText.parse("{}\r\n").with("k", "[1]").text());
        assertEquals("{\n    \"k\": {}\n}\n", JsonText.parse(" \n").with("k", "{}").text());
        assertEquals("{}\n", JsonText.parse("").with("k", "1").without("k").text());
    }

    @Test
    void setsNothingWhenOnlyTheFormattingDiffers() throws Exception {
        var text = JsonText.parse(HAND_EDITED);
        assertSame(text, text.with("default-address-pools", "[{\"size\":24,\"base\":\"172.30.0.0/16\"}]"));
        assertSame(text, text.without("log-driver"));
        assertEquals(Optional.empty(), text.value("log-driver"));
    }

    @Test
    void keepsMarkEscapesAndForeignLineEnds() throws Exception {
        var text = "\uFEFF\r\n{\r\n\t\"\\u0061\": \"\uD83D\uDE00\\ud83d\",\r\n\t\"b\": 1e3}";
        assertEquals(text.replace("1e3}", "1e3,\r\n\t\"c\": true}"), JsonText.parse(text).with("c", "true").text());
        assertEquals(text.replace("\"\uD83D\uDE00\\ud83d\"", "2"), JsonText.parse(text).with("a", "2").text());
        assertEquals("\uFEFF\r\n{\r\n\t\"b\": 1e3}", JsonText.parse(text).without("a").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`{\"a\":}` | `byte 6 (line 1, column 6): found '}', expected a value`",
        "`{\"a\":1,}` | `byte 8 (line 1, column 8): found '}', expected double-quote to start field name`",
        "`{\"é\":1 \"b\":2}` | `byte 9 (line 1, column 8): found '\"', expected comma to separate Object entries`",
        "`{\"a\":1` | `byte 7 (line 1, column 7): found the end of the file, expected close marker for Object`",
        "`{\"a\":[1}` | `byte 8 (line 1, column 8): found '}', expected ']'`",
        "`{\"a\":1} x` | `byte 9 (line 1, column 9): found 'x', expected a value`",
        "`{\"a\":1} 2` | `byte 9 (line 1, column 9): found '2', expected nothing after the object`",
        "`[1]` | `byte 1 (line 1, column 1): found '[', expected '{': the file must hold one JSON object`",
        "`not json` | `byte 1 (line 1, column 1): found 'n', expected a value`",
        "`{// no` | `byte 2 (line 1, column 2): found '/', expected no comment: JSON has none`",
        "`{\"a\":1,\"a\":2}` | `byte 8 (line 1, column 8): found the key \"a\" a second time in one object; keep one of them`",
        "`{\"b\":{\"a\":1,\"a\":2}}` | `byte 13 (line 1, column 13): found the key \"a\" a second time in one object; keep one of them`",
        "`{\"a\":01}` | `byte 7 (line 1, column 7): found '1', invalid numeric value: Leading zeroes not allowed`",
    })
    void saysWhichByteIsWrong(String text, String message) {
        assertEquals(message, assertThrows(MalformedTextException.class, () -> JsonText.parse(text)).getMessage());
    }

    @Test
    void refusesBreaksInStringsNulAndTooDeepNesting() {
        for (var text : List.of("{\"a\":\"x\ny\"}", "{\"a\":\"\0\"}", "\0", "{\"a\":" + "[".repeat(10_000))) {
            var problem = assertThrows(MalformedTextException.class, () -> JsonText.parse(text)).getMessage();
            assertTrue(problem.matches("byte \\d+ \\(line \\d+, column \\d+\\): found [^\\n]+, [^\\n]+"), problem);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "1 2", "nul"})
    void takesOnlyJsonAsAValue(String value) {
        assertThrows(IllegalArgumentException.class, () -> JsonText.empty().with("k", value));
    }

    @Test
    @DisplayName("a member put in and taken out again leaves the bytes as they were (2000 seeded files)")
    void removalUndoesAddition() throws Exception {
        for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var text = Samples.json(random);
            var parsed = JsonText.parse(text);
            assertEquals(text, parsed.text());
            var value = Samples.jsonValue(random, 2);
            var added = parsed.with("the new \"key\"", value);
            assertEquals(Optional.of(JsonText.canonical(value)), added.value("the new \"key\""), added::text);
            assertEquals(text, added.without("the new \"key\"").text(), "seed " + seed);
        }
    }

    @Test
    @DisplayName("an edit changes one member and no other (2000 seeded files)")
    void editsLeaveTheOtherMembers() throws Exception {
        for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var parsed = JsonText.parse(Samples.json(random));
            for (var key : new ArrayList<>(parsed.members().sequencedKeySet())) {
                var value = Samples.jsonValue(random, 1);
                var expected = parsed.members();
                expected.replace(key, JsonText.canonical(value));
                assertEquals(expected, parsed.with(key, value).members(), "seed " + seed);
                expected.remove(key);
                assertEquals(expected, parsed.without(key).members(), "seed " + seed);
            }
        }
    }
}
