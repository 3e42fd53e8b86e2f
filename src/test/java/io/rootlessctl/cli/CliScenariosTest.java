package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.cli.Scenario.Run;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands as their users meet them. The format is in the README beside the scenarios. COVERAGE O1, O7, I6, C5. */
class CliScenariosTest {
    private static final Path ACTUAL = Path.of("target/cli");
    private static final Set<String> COMMANDS = Set.of(
            "apply", "plan", "drift", "status", "report", "doctor", "import", "history", "rollback", "confirm", "uninstall", "validate",
            "env", "exec", "logs", "idmap", "backup", "restore", "explain", "config", "schema", "help", "list-ports", "add-ports",
            "remove-ports", "info");
    private static final Set<String> CHANGING = Set.of("apply", "import", "rollback", "confirm", "uninstall");
    private static final Set<String> WITHOUT_JSON = Set.of("import", "report", "exec", "backup", "restore", "schema", "help",
            "list-ports", "add-ports", "remove-ports", "info");

    @TempDir
    private Path temporary;

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return Scenario.all().stream().map(one -> dynamicTest(one.name(), () -> asExpected(one)));
    }

    @Test
    void everyCommandIsRunAsTextAndAsJson() throws IOException {
        var seen = new TreeSet<String>();
        for (var arguments : allCommands()) {
            seen.add(arguments.getFirst() + (json(arguments) ? " json" : ""));
        }
        var wanted = new TreeSet<>(COMMANDS);
        COMMANDS.stream().filter(name -> !WITHOUT_JSON.contains(name)).forEach(name -> wanted.add(name + " json"));
        wanted.removeAll(seen);
        assertEquals(Set.of(), wanted, "commands without a scenario");
    }

    @Test
    void everyExitStatusIsMet() throws IOException {
        var seen = new TreeSet<Integer>();
        for (var one : Scenario.all()) {
            Files.readString(one.folder().resolve("exit")).lines().map(Integer::valueOf).forEach(seen::add);
        }
        var all = Arrays.stream(ExitStatus.values()).map(ExitStatus::code).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, seen);
    }

    private static List<List<String>> allCommands() throws IOException {
        var all = new ArrayList<List<String>>();
        for (var one : Scenario.all()) {
            all.addAll(one.commands());
        }
        all.removeIf(List::isEmpty);
        return all;
    }

    private void asExpected(Scenario one) throws IOException {
        var runs = one.run(Files.createDirectory(temporary.resolve(one.name())));
        var actual = List.of(
                new Actual("stdout", joined(runs, Run::out)), new Actual("stderr", joined(runs, Run::err)),
                new Actual("exit", runs.stream().map(run -> run.status() + "\n").collect(Collectors.joining())));
        for (var text : actual) {
            text.keepIfUnexpected(one);
        }
        for (var text : actual) {
            assertEquals(text.expected(one), text.text(), () -> one.name() + "/" + text.name());
        }
        runs.forEach(CliScenariosTest::keepsThePromises);
    }

    private static String joined(List<Run> runs, Function<Run, String> stream) {
        var text = runs.size() == 1 ? stream.apply(runs.getFirst()) : runs.stream()
                .map(run -> "$ rootlessctl " + String.join(" ", run.arguments()) + "\n" + stream.apply(run))
                .collect(Collectors.joining());
        return text.replace("\u001b", "ESC").replace("\u0007", "BEL");
    }

    /** What holds whatever the scenario is about. */
    private static void keepsThePromises(Run run) {
        var command = run.arguments().isEmpty() ? "" : run.arguments().getFirst();
        assertFalse((run.out() + run.err()).contains("\tat "), "a stack trace");
        if (!CHANGING.contains(command) || run.status() >= ExitStatus.USAGE.code()) {
            assertEquals(List.of(), run.writes(), "only these write, and only with good input");
        }
        if (run.status() >= ExitStatus.USAGE.code() && !command.equals("validate")) {
            assertEquals("", run.out(), "standard output is for results");
        }
        if (json(run.arguments()) && command.equals("logs")) {
            run.out().lines().forEach(line -> PlanSchema.assertValid(command, line));
        } else if (json(run.arguments()) && !run.out().isEmpty()) {
            PlanSchema.assertValid(command, run.out());
        }
    }

    private static boolean json(List<String> arguments) {
        return arguments.contains("--output=json") || String.join(" ", arguments).contains("-o json");
    }

    private record Actual(String name, String text) {
        String expected(Scenario one) throws IOException {
            var file = one.folder().resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        }

        void keepIfUnexpected(Scenario one) throws IOException {
            var file = ACTUAL.resolve(one.name()).resolve(name);
            Files.deleteIfExists(file);
            if (!expected(one).equals(text)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
        }
    }
}
