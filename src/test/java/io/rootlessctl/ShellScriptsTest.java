package io.rootlessctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Needs shellcheck, which packaging/test installs; without it these tests fail. */
class ShellScriptsTest {

    static Stream<Path> scripts() throws IOException {
        return Stream.of(in("packaging"), in("src/test/lab"), List.of(Path.of(".ci/run"))).flatMap(List::stream);
    }

    private static List<Path> in(String directory) throws IOException {
        try (var files = Files.list(Path.of(directory))) {
            return files.filter(Files::isRegularFile).filter(ShellScriptsTest::script).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void shellcheckFindsNothing(Path script) {
        var outcome = Commands.run("shellcheck", "-x", script.toString());
        assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
    }

    @Test
    void whatUsersStartIsExecutable() {
        for (var name : new String[] {"packaging/rootlessctl", "packaging/build", "packaging/test", "packaging/package",
            "packaging/bench", ".ci/run"}) {
            assertTrue(Files.isExecutable(Path.of(name)), name + " is not executable");
        }
    }

    private static boolean script(Path file) {
        try {
            var name = file.getFileName().toString();
            return name.endsWith(".sh") || Files.readString(file).lines().findFirst().orElse("").matches("#!.*sh");
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }
}
