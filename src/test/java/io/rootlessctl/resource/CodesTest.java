package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.LintId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Every code that the doctor, a plan's advice or a failed apply can give has a case that gives it: a log below
 * observed/doctor that is named after it, a scenario that prints it in brackets, or a test that expects it by its name.
 */
class CodesTest {
    private static final Path LOGS = Path.of("src/test/resources/observed/doctor");
    private static final Path SCENARIOS = Path.of("src/test/resources/cli");
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    @DisplayName("T20: no code without a case that gives it")
    void everyCodeIsGiven() throws IOException {
        var texts = new ArrayList<String>();
        read(SCENARIOS, "std(out|err)", texts);
        read(TESTS, ".*\\.java", texts);
        // LintTest has each of these told.
        var told = Stream.of(LintId.values()).map(LintId::toString).toList();
        var without = Causes.codes().stream().filter(code -> !Causes.of(code).orElseThrow().told().nothing())
                .filter(code -> !told.contains(code) && !Files.exists(LOGS.resolve(code + ".txt")))
                .filter(code -> texts.stream().noneMatch(text -> names(text, code))).toList();
        assertEquals(List.of(), without);
    }

    /** {@code (code)}, {@code "code"}, {@code "error code"} and the last value of a row. */
    private static boolean names(String text, String code) {
        return text.contains("(" + code + ")") || text.contains("[" + code + "]") || text.contains("\"" + code + "\"")
                || text.contains(" " + code + "\"");
    }

    private static void read(Path directory, String name, List<String> texts) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(one -> one.getFileName().toString().matches(name)).toList()) {
                texts.add(Files.readString(file));
            }
        }
    }
}
