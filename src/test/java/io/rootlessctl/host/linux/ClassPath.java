package io.rootlessctl.host.linux;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This test run's classes, elsewhere: for a program that runs them with other rights. */
final class ClassPath {
    private ClassPath() {}

    /** The class path below the directory, whose own mode decides who can read it. */
    static String copiedTo(Path directory) throws IOException {
        var elements = System.getProperty("java.class.path").split(File.pathSeparator);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = copy(Path.of(elements[i]), directory.resolve(Integer.toString(i))).toString();
        }
        return Stream.of(elements).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            return Files.copy(from, to.resolveSibling(to.getFileName() + ".jar"));
        }
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }
}
