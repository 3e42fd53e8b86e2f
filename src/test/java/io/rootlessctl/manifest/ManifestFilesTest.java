package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that read, and files that do not with every message they get, NAME.toml and NAME.problems. */
class ManifestFilesTest {
    private static final Path CASES = Path.of("src/test/resources/manifest");

    static List<Path> valid() throws IOException {
        return tomlFiles(CASES.resolve("valid"));
    }

    static List<Path> invalid() throws IOException {
        return tomlFiles(CASES.resolve("invalid"));
    }

    static List<Path> tomlFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".toml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("reads a valid file")
    void valid(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        assertDoesNotThrow(() -> ManifestReader.read(file.getFileName().toString(), bytes));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("reports every problem of an invalid file at once, with line, column and key (C3 C5 N2 N3 N5 S2)")
    void invalid(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var thrown = assertThrows(InvalidManifestException.class, () -> ManifestReader.read("rootless.toml", bytes));
        var expected = Path.of(file.toString().replaceFirst("\\.toml$", ".problems"));
        assertEquals(Files.readString(expected), thrown.getMessage() + "\n");
    }
}
