package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {

    @Test
    @DisplayName("a problem carries file, line, column, key, what was found and what is allowed")
    void problem() {
        var problems = problems("schema = 1\n[network]\n  mtu = 70000\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(new Problem("my.toml", 3, 3, "network.mtu", "found 70000", "68 to 65521 bytes")), problems);
        assertEquals("my.toml:3:3: network.mtu: found 70000, allowed 68 to 65521 bytes", problems.getFirst().toString());
    }

    @Test
    @DisplayName("bytes that are not UTF-8 are refused where they stand")
    void notUtf8() {
        var bytes = bytes("\uFEFFschema = 1\n# ü ", new byte[] {(byte) 0xe9}, "\n");
        assertEquals("my.toml:2:5: found byte 0xe9, which is not UTF-8, allowed UTF-8 text", only(bytes));
    }

    @Test
    @DisplayName("a character cut off at the end of the file is refused")
    void cutOff() {
        var bytes = bytes("schema = 1\n# ", new byte[] {(byte) 0xc3}, "");
        assertEquals("my.toml:2:3: found byte 0xc3, which is not UTF-8, allowed UTF-8 text", only(bytes));
    }

    @Test
    @DisplayName("UTF-16, as some editors save, is refused")
    void utf16() {
        assertEquals("my.toml:1:1: found byte 0xfe, which is not UTF-8, allowed UTF-8 text",
                only("schema = 1\n".getBytes(StandardCharsets.UTF_16)));
    }

    @Test
    @DisplayName("more than 1 MiB is refused unread")
    void tooLarge() {
        var bytes = ("schema = 1\n" + "#".repeat(10 << 20)).getBytes(StandardCharsets.UTF_8);
        assertEquals("my.toml:1:1: found more than 1048576 bytes, allowed 1 MiB at the most", only(bytes));
        var thrown = assertThrows(InvalidManifestException.class,
                () -> ManifestReader.read("my.toml", new String(bytes, StandardCharsets.UTF_8)));
        assertEquals("my.toml:1:1: found more than 1048576 bytes, allowed 1 MiB at the most", thrown.getMessage());
    }

    /** What other TOML readers let pass. */
    @ParameterizedTest
    @DisplayName("text that is no TOML is refused with line and column")
    @CsvSource(delimiter = '|', value = {
            "x = [1 2]                      | my.toml:1:8: unexpected '2', expected ], a comma, or a newline",
            "x = \"a\\0b\"                  | my.toml:1:7: unexpected '\\u0000', expected \" or a character",
            "x = \"a\\1b\"                  | my.toml:1:7: unexpected '\\u0001', expected \" or a character",
            "x = 012                        | my.toml:1:5: leading zeros are not allowed",
            "x = 1;x = 2                    | my.toml:2:1: x previously defined at line 1, column 1",
            "[a];[a]                        | my.toml:2:1: a previously defined at line 1, column 1",
            "a = {b = 1};a.c = 1            | my.toml:2:1: a is an inline table (defined at line 1, column 5) and cannot be extended",
            "x = 99999999999999999999       | my.toml:1:5: integer is too large",
            "x = 1__0                       | my.toml:1:6: unexpected '__0', expected a newline or end-of-input",
            "x = \"\\ud800\"                | my.toml:1:6: invalid unicode escape sequence",
            "x = 2020-01-01T00:00:00+1:00   | my.toml:1:24: invalid zone offset hours (valid range -18..+18)",
            "x = 2021-02-30                 | my.toml:1:13: invalid date 'FEBRUARY 30'",
            " = 1                           | my.toml:1:1: unexpected '=', expected a key, a table key, a newline, or end-of-input",
    })
    void notToml(String toml, String message) {
        var text = toml.replace("\\0", "\u0000").replace("\\1", "\u0001").replace(';', '\n') + "\n";
        assertEquals(message, only(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("tables nested without end are refused, not run into the ground")
    void nested() {
        var bytes = ("x = " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertEquals("my.toml:1:134: nesting is too deep (more than 128 levels of tables and arrays)", only(bytes));
    }

    @Test
    @DisplayName("control characters of the file never reach the terminal")
    void escaped() {
        var bytes = "schema = 1\n\"a\\u001b[31m\" = 1\ndaemon.state = \"\\u001b[31m\"\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of(), problems(bytes).stream().map(Problem::toString)
                .filter(line -> line.chars().anyMatch(Character::isISOControl)).toList());
        assertEquals(2, problems(bytes).size());
    }

    @Test
    @DisplayName("a long value is shown by its start")
    void shortened() {
        var bytes = ("schema = 1\nstorage.driver = \"" + "x".repeat(500) + "\"\n").getBytes(StandardCharsets.UTF_8);
        assertEquals("my.toml:2:1: storage.driver: found \"" + "x".repeat(60)
                + "…\", allowed auto, overlay2, fuse-overlayfs, btrfs, vfs", only(bytes));
    }

    private static String only(byte[] bytes) {
        var problems = problems(bytes);
        assertEquals(1, problems.size(), problems::toString);
        return problems.getFirst().toString();
    }

    private static List<Problem> problems(byte[] bytes) {
        return assertThrows(InvalidManifestException.class, () -> ManifestReader.read("my.toml", bytes)).problems();
    }

    private static byte[] bytes(String before, byte[] raw, String after) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(raw);
        bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
