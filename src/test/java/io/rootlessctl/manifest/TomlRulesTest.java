package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** rootless.toml is read as TOML 1.0 has it; the format of the cases is in the README beside them. */
class TomlRulesTest {
    private static final Path CASES = Path.of("src/test/resources/toml");
    private static final Pattern BYTE = Pattern.compile("<([0-9a-f]{2})>");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param told what the text is to be read as, or where it is refused */
    private record Case(String name, byte[] text, List<String> told) {
        static Case of(String kind, String lines) {
            var parts = lines.split("(?m)^=>$", 2);
            int named = lines.indexOf('\n');
            var text = parts[0].substring(named + 1);
            return new Case(kind + ": " + lines.substring(0, named), bytes(text.substring(0, Math.max(0, text.length() - 1))),
                    parts.length < 2 ? List.of() : parts[1].lines().filter(line -> !line.isEmpty()).toList());
        }
    }

    private static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        int end = 0;
        for (var match : BYTE.matcher(text).results().toList()) {
            bytes.writeBytes(text.substring(end, match.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(HexFormat.fromHexDigits(match.group(1)));
            end = match.end();
        }
        bytes.writeBytes(text.substring(end).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static List<Case> cases(String directory) throws IOException {
        try (var files = Files.list(CASES.resolve(directory))) {
            return files.sorted().flatMap(file -> in(file.getFileName().toString().replace(".txt", ""), file)).toList();
        }
    }

    private static Stream<Case> in(String kind, Path file) {
        try {
            return Arrays.stream(Files.readString(file).split("(?m)^=== ")).filter(lines -> !lines.isEmpty())
                    .map(lines -> Case.of(kind, lines));
        } catch (IOException problem) {
            throw new AssertionError(file + ": " + problem, problem);
        }
    }

    @TestFactory
    @DisplayName("what TOML allows is read, with the right types and values")
    Stream<DynamicTest> valid() throws IOException {
        return cases("valid").stream().map(one -> dynamicTest(one.name(), () -> {
            var read = new TreeSet<String>();
            values("", ManifestReader.toml("my.toml", one.text()), read);
            assertEquals(String.join("\n", new TreeSet<>(one.told())), String.join("\n", read));
        }));
    }

    @TestFactory
    @DisplayName("what TOML forbids is refused at its line and column, before any key is looked at")
    Stream<DynamicTest> invalid() throws IOException {
        return cases("invalid").stream().map(one -> dynamicTest(one.name(), () -> {
            var refused = assertThrows(InvalidManifestException.class, () -> ManifestReader.toml("my.toml", one.text()));
            var first = refused.problems().getFirst();
            assertEquals(one.told(), List.of(first.line() + ":" + first.column()), refused::getMessage);
            assertEquals(refused.getMessage(), assertThrows(InvalidManifestException.class,
                    () -> ManifestReader.read("my.toml", one.text())).getMessage());
        }));
    }

    @Test
    @DisplayName("every class of the public suite has its cases")
    void classes() throws IOException {
        var both = List.of("array", "bool", "control", "datetime", "encoding", "float", "inline-table", "integer", "key",
                "local-date", "local-datetime", "local-time", "spec", "string", "table");
        for (var kind : both) {
            assertTrue(Files.size(CASES.resolve("valid").resolve(kind + ".txt")) > 0, kind);
            assertTrue(Files.size(CASES.resolve("invalid").resolve(kind + ".txt")) > 0, kind);
        }
    }

    private static void values(String place, Object value, TreeSet<String> read) throws IOException {
        switch (value) {
            case TomlTable table when table.isEmpty() -> read.add(place.isEmpty() ? "" : place + " table");
            case TomlTable table -> {
                for (var key : table.keySet()) {
                    values(place + (place.isEmpty() ? "" : ".") + shown(key), table.get(List.of(key)), read);
                }
            }
            case TomlArray array when array.isEmpty() -> read.add(place + " array");
            case TomlArray array -> {
                for (int i = 0; i < array.size(); i++) {
                    values(place + "[" + i + "]", array.get(i), read);
                }
            }
            case String text -> read.add(place + " string " + JSON.writeValueAsString(text));
            case Long number -> read.add(place + " integer " + number);
            case Double number -> read.add(place + " float " + number);
            case Boolean truth -> read.add(place + " boolean " + truth);
            case OffsetDateTime time -> read.add(place + " datetime " + time);
            case LocalDateTime time -> read.add(place + " local-datetime " + time);
            case LocalDate day -> read.add(place + " date " + day);
            case LocalTime time -> read.add(place + " time " + time);
            default -> throw new AssertionError(place + ": " + value.getClass());
        }
        read.remove("");
    }

    /** As in the cases, where a key with a point or a blank in it has quotes. */
    private static String shown(String key) {
        return key.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*") ? key : "'" + key + "'";
    }
}
