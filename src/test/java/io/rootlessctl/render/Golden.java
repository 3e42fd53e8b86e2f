package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected texts, one file each, read and reviewed by people; a text that differs is left in target/render. */
final class Golden {
    private static final Path EXPECTED = Path.of("src/test/resources/render");
    private static final Path ACTUAL = Path.of("target/render");

    private Golden() {}

    /** Escape characters are {@code ESC} in the file, so that it can be read. */
    static void assertMatches(String name, String text) {
        var actual = text.replace("\u001b", "ESC");
        assertTrue(actual.lines().allMatch(line -> line.equals(line.stripTrailing())), "trailing blanks:\n" + actual);
        try {
            var file = EXPECTED.resolve(name);
            var expected = Files.exists(file) ? Files.readString(file) : "";
            if (!expected.equals(actual)) {
                Files.createDirectories(ACTUAL);
                Files.writeString(ACTUAL.resolve(name), actual);
            }
            assertEquals(expected, actual, name);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
