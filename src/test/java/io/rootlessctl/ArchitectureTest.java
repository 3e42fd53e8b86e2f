package io.rootlessctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void mainSourcesKeepTheRules() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            var sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
            assertTrue(sources.size() > 30, () -> "found only " + sources.size() + " sources below " + SOURCES);
            var violations = sources.stream().flatMap(ArchitectureTest::violations).toList();
            assertTrue(violations.isEmpty(), () -> String.join("\n", violations));
        }
    }

    @Test
    void everyImportIsUsed() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            var unused = files.filter(file -> file.toString().endsWith(".java")).sorted()
                    .flatMap(file -> SourceRules.unusedImports(file.toString(), text(file)).stream()).toList();
            assertTrue(unused.isEmpty(), () -> String.join("\n", unused));
        }
        assertEquals(List.of("A.java: imports Map and does not use it", "A.java: imports of and does not use it"),
                SourceRules.unusedImports("A.java", """
                        import java.util.List;
                        import java.util.Map;
                        import static java.util.Set.of;
                        import java.util.Set;
                        /** A {@link Set}. */
                        class Maps { List<String> a; }
                        """));
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', value = {
        "plan | import io.rootlessctl.apply.Journal; | plan uses apply, which is above it",
        "host.linux | import io.rootlessctl.host.linux.write.Files; | uses host.linux.write, which is above",
        "model | import static io.rootlessctl.host.Engine.*; | model uses host, which is above it",
        "manifest | import io.rootlessctl.host.*; | manifest uses host, which is above it",
        "edit | class A { io.rootlessctl.cli.Main m; } | edit uses cli, which is above it",
        "apply | import io.rootlessctl.host.linux.Proc; | only cli may",
        "render | import io.rootlessctl.misc.Thing; | uses package misc, which is no layer",
        "render | import io.rootlessctl.Thing; | uses package (root), which is no layer",
        "misc | class A {} | is in package misc, which is no layer",
        "model | import com.fasterxml.jackson.core.JsonParser; | model knows only java.*",
        "plan | final class PlanManager {} | PlanManager is named Manager",
        "plan | record DataRoot() {} record FileInfo() {} | FileInfo is named Info",
        "plan | class A { String h = System.getenv(\"HOME\"); } | reads the environment",
        "apply | class A { void a() { System.exit(1); } } | ends the process",
        "cli | class A { Object o = Runtime.getRuntime().exec(x); }| Runtime.exec",
        "host.linux | class A { Object o = List.of(\"/bin/sh\", \"-c\"); }| builds a shell string",
        "host.linux | class A { Object o = List.of(\"bash\", \"-lc\"); } | builds a shell string",
    })
    void aBrokenRuleIsReported(String layer, String code, String message) {
        var violations = SourceRules.violations("A.java", source(layer, code));
        assertTrue(violations.stream().anyMatch(line -> line.startsWith("A.java: ") && line.contains(message)),
                () -> "expected '" + message + "' among " + violations);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "cli | import io.rootlessctl.host.linux.write.LinuxWriter;",
        "cli | class A { void a() { System.getenv(); System.exit(0); } }",
        "host.linux.write | import io.rootlessctl.host.linux.Proc;",
        "resource | import io.rootlessctl.model.Step.WriteFile;",
        "model | import java.util.List; import static io.rootlessctl.model.Scope.HOST;",
        "model | /** See {@link io.rootlessctl.cli.Main}. */ class A {}",
        "model | // System.exit",
        "plan | class Database { String s = \"class PlanManager {}\".strip(); }",
        "plan | class A { Object o = List.of(\"ssh\", \"-c\"); }",
    })
    void whatIsAllowedIsNotReported(String layer, String code) {
        assertEquals(List.of(), SourceRules.violations("A.java", source(layer, code)));
    }

    @Test
    void aLongFileIsReported() {
        var longest = source("plan", "\n".repeat(SourceRules.LONGEST_FILE - 2) + "class A {}");
        assertEquals(List.of(), SourceRules.violations("A.java", longest));
        var longer = SourceRules.violations("A.java", longest + "\n\n");
        assertTrue(longer.getFirst().startsWith("A.java: has 251 lines"), longer::toString);
    }

    private static String source(String layer, String code) {
        return "package io.rootlessctl." + layer + ";\n" + code;
    }

    private static Stream<String> violations(Path file) {
        return SourceRules.violations(file.toString(), text(file)).stream();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
