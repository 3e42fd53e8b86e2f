package io.rootlessctl.host.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Captured outputs of real tools. */
final class Observed {
    private Observed() {}

    static String text(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/observed", name));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
