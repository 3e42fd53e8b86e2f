package io.rootlessctl.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Paths in texts that others have written: not every text is one. */
public final class PathText {
    private PathText() {}

    /** Empty for what is not absolute, holds a NUL, or cannot be written in this process's locale. */
    public static Optional<Path> absolute(String text) {
        try {
            return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
