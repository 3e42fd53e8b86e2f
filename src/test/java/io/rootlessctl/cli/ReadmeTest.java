package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Readme;
import io.rootlessctl.lab.ReadmeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * README.md shows nothing that no test has run: {@link ReadmeBlock} says of each of its indented blocks who has. What stands
 * in a scenario of {@link CliScenariosTest} is looked for here, where {@code ...} in the block stands for anything; a test
 * class has to take the block's text from there.
 */
class ReadmeTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/cli");
    private static final Pattern CALL = Pattern.compile("(?:packaging/|\\b)rootlessctl ([^|&;>)#\n]*)");

    static Stream<String> blocks() {
        return Readme.blocks().stream();
    }

    static Stream<ReadmeBlock> ofScenarios() {
        return Stream.of(ReadmeBlock.values()).filter(ReadmeBlock::isOfScenario);
    }

    static Stream<ReadmeBlock> ofTests() {
        return Stream.of(ReadmeBlock.values()).filter(block -> !block.isOfScenario());
    }

    @ParameterizedTest
    @MethodSource("blocks")
    @DisplayName("what README.md shows has been run by one test, which is named")
    void isRun(String block) {
        assertEquals(1, ReadmeBlock.claiming(block).size(), () -> "nobody runs this, or not one alone; see ReadmeBlock:\n" + block);
    }

    @ParameterizedTest
    @MethodSource("ofScenarios")
    @DisplayName("what README.md shows of a scenario stands there")
    void isInTheScenario(ReadmeBlock block) throws IOException {
        var wanted = Pattern.compile(Arrays.stream(words(block.text()).split(Pattern.quote("...")))
                .map(part -> Pattern.quote(part.strip())).collect(Collectors.joining(".*")), Pattern.DOTALL);
        var printed = Files.readString(SCENARIOS.resolve(block.runBy()));
        assertTrue(wanted.matcher(words(printed)).find(), () -> block.runBy() + ":\n" + printed + "\nhas no:\n" + block.text());
    }

    @ParameterizedTest
    @MethodSource("ofTests")
    @DisplayName("whoever runs what README.md shows takes it from there")
    void isTakenFromReadme(ReadmeBlock block) throws IOException {
        assertFalse(block.text().isEmpty());
        try (var files = Files.walk(Path.of("src/test/java"))) {
            var file = files.filter(one -> one.endsWith(block.runBy() + ".java")).findFirst().orElseThrow();
            assertTrue(Pattern.compile("ReadmeBlock\\." + block + "\\b").matcher(Files.readString(file)).find(), file::toString);
        }
    }

    @Test
    @DisplayName("the command for all tests is the one that continuous integration runs, and the class of the other one is there")
    void testsAreRun() throws IOException {
        assertTrue(Files.readString(Path.of(".ci/run")).contains("\n" + ReadmeBlock.ALL_TESTS.commands().getFirst() + " "));
        var named = Pattern.compile("test=(\\w+)").matcher(ReadmeBlock.ONE_TEST.text()).results().map(match -> match.group(1)).toList();
        assertEquals(2, named.size());
        try (var files = Files.walk(Path.of("src/test/java"))) {
            assertTrue(files.map(file -> file.getFileName().toString().replace(".java", "")).toList().containsAll(named), named::toString);
        }
    }

    /** Comments of metrics are left out in both. */
    private static String words(String text) {
        return text.lines().filter(line -> !line.startsWith("# ")).collect(Collectors.joining(" ")).replaceAll("\\s+", " ");
    }

    @Test
    @DisplayName("every call of rootlessctl in README.md is a command line that it understands")
    void callsAreUnderstood() throws IOException {
        var calls = new TreeSet<String>();
        blocks().flatMap(String::lines).filter(line -> line.matches("(\\$ |sudo )?(packaging/)?rootlessctl [a-z].*")).forEach(line ->
                CALL.matcher(line).results().forEach(match -> calls.add(match.group(1).strip())));
        Pattern.compile("`(?:eval \"\\$\\()?(rootlessctl [^`]*)`").matcher(Files.readString(Readme.FILE).replaceAll("\\s+", " "))
                .results().forEach(match -> CALL.matcher(match.group(1)).results()
                        .forEach(call -> calls.add(call.group(1).strip())));
        assertTrue(calls.size() > 10, calls::toString);
        for (var call : calls) {
            var words = Arrays.stream(call.replaceAll("<.*|['\"\\[\\]\\\\]", "").split("\\s+")).filter(word -> !word.equals("--json"))
                    .map(word -> word.equals("NUMBER") ? "1" : word).toArray(String[]::new);
            if (words.length > 0 && !words[0].equals("COMMAND") && !words[0].isEmpty()) {
                assertDoesNotThrow(() -> program().parseArgs(words), call);
            }
        }
    }

    @Test
    @DisplayName("the table of commands has every command, that of exit statuses every status")
    void tablesAreWhole() throws IOException {
        var text = Files.readString(Readme.FILE);
        var missing = CommandPage.visible(program().getCommandSpec()).stream().map(CommandSpec::name)
                .filter(name -> !name.equals("help"))
                .filter(name -> !Pattern.compile("^\\| .*`" + name + "[` ].* \\|", Pattern.MULTILINE).matcher(text).find()).toList();
        assertEquals(List.of(), missing);
        for (var status : ExitStatus.values()) {
            assertTrue(text.contains("\n| " + status.code() + " | "), status::toString);
        }
    }

    private static CommandLine program() {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        Commands.addTo(line);
        return line;
    }
}
