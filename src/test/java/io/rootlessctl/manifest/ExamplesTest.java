package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    private static final SchemaFile SCHEMA = new SchemaFile();

    static List<Path> examples() throws IOException {
        return ManifestFilesTest.tomlFiles(Path.of("examples"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    @DisplayName("every example is accepted by the decoder and by the schema its first line names")
    void accepted(Path file) throws IOException {
        var text = Files.readString(file);
        assertTrue(text.startsWith("#:schema ../schema/rootless.schema.json\n"), text);
        assertDoesNotThrow(() -> ManifestReader.read(file.toString(), text));
        assertEquals(Set.of(), SCHEMA.problems(text));
    }
}
