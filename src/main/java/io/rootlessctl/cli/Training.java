package io.rootlessctl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs many command lines in one process, for the build: the JVM records the classes they need, and every later start
 * finds them ready. Reads a file with one command line a line, arguments separated by blanks, {@code #} comments.
 */
final class Training {
    private Training() {}

    static void main(String[] arguments) throws IOException {
        try (var lines = Files.lines(Path.of(arguments[0]))) {
            lines.map(String::strip).filter(Training::command).forEach(line -> Main.run(line.split("\\s+")));
        }
        // As the product ends: this call alone needs fifty classes.
        System.exit(0);
    }

    private static boolean command(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }
}
