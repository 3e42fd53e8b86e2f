package io.rootlessctl.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example on a host of the kind it is for, {@code src/test/resources/examples/NAME.toml}; no file: the usual host. */
class ExamplesPlanTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path HOSTS = Path.of("src/test/resources/examples");

    static Stream<Path> examples() throws IOException {
        try (var files = Files.list(EXAMPLES)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    @DisplayName("an example has something to do on a host it is for, needs nothing but what root is told to run, and converges")
    void isAppliedAsItStands(Path example) throws IOException {
        var scene = Scene.of(HostFolder.file(HOSTS.resolve(example.getFileName())), Files.readString(example));
        var plan = scene.plan();
        plan.blocked().forEach(blocked -> assertFalse(blocked.remedy().isEmpty(), () -> blocked.change().address() + ": "
                + blocked.why()));
        assertFalse(plan.changes().isEmpty());
        assertEquals(List.of(), scene.apply().failures());
        var left = scene.plan();
        assertEquals(List.of(), left.changes());
        assertEquals(plan.blocked(), left.blocked());
    }

    @ParameterizedTest
    @MethodSource("examples")
    @DisplayName("an example begins with who wants it")
    void saysWhoWantsIt(Path example) throws IOException {
        var lines = Files.readAllLines(example);
        assertTrue(lines.get(1).startsWith("# "), lines.get(1));
        assertTrue(lines.stream().allMatch(line -> line.length() <= 120), "a line of more than 120 characters");
    }

    @Test
    void everyHostIsAnExamples() throws IOException {
        try (var hosts = Files.list(HOSTS)) {
            hosts.forEach(host -> assertTrue(Files.exists(EXAMPLES.resolve(host.getFileName())), host::toString));
        }
    }
}
