package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.lab.Readme;
import io.rootlessctl.manifest.ManifestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * README.md shows nothing that no test has run. Each of its indented blocks is a manifest that is read, a list of commands
 * that are understood and run by the test that {@link #RUN_BY} names, or output: then its words are found in what a scenario
 * of {@link CliScenariosTest} prints, where {@code ...} in the block stands for anything, or the test that {@link #SEEN_BY}
 * names holds it against a real run, by {@link Readme}.
 */
class ReadmeTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/cli");
    /** Programs other than the product, and what of the product tests start in a way of their own. */
    private static final Map<String, String> RUN_BY = Map.of(
            "packaging/test", ".ci/run",
            "packaging/package", "PackageIT",
            "packaging/rootlessctl", "LauncherTest",
            "dpkg", "PackageIT",
            "tar", "PackageIT",
            "ansible-galaxy", "AnsibleSanityIT",
            "ansible-playbook", "AnsibleIT",
            "scp", "TcpExposureIT",
            "docker", "TcpExposureIT");
    /** Output of real runs, which no scenario has, by how its block begins: the test that compares it. */
    private static final Map<String, String> SEEN_BY = Map.of(
            "$ rootlessctl exec", "InsideIT",
            "$ rootlessctl idmap", "InsideIT",
            "$ rootlessctl backup", "BackupIT",
            "1. egress-lost", "EgressIT",
            "x packages[host]", "PackageManagersIT");
    /** How a test's source names a program, where it does so in another way. */
    private static final Map<String, String> STARTED_AS = Map.of(
            "packaging/rootlessctl", "rootlessctl", "packaging/package", "package", "dpkg", ".deb", "scp", "client", "ansible-playbook", "playbook");
    private static final Pattern CALL = Pattern.compile("(?:packaging/|\\b)rootlessctl ([^|&;>)#\n]*)");

    static Stream<String> blocks() {
        return Readme.blocks().stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    @DisplayName("what README.md shows has been run")
    void isRun(String block) throws IOException {
        assertTrue(isManifest(block) || isCommands(block) || isOutput(block), () -> "no manifest, no known commands, and no "
                + "scenario prints it; see the comment of this class:\n" + block);
    }

    private static boolean isManifest(String block) {
        try {
            ManifestReader.read("README.md", (block.startsWith("schema") ? "" : "schema = 1\n") + block);
            return true;
        } catch (InvalidManifestException other) {
            return false;
        }
    }

    private static boolean isCommands(String block) {
        return block.lines().allMatch(ReadmeTest::isCommand);
    }

    private static boolean isCommand(String line) {
        var words = new ArrayList<>(List.of(line.replaceFirst("^\\$ ", "").split("\\s+")));
        words.removeIf(word -> word.equals("sudo") || word.equals("nohup") || word.matches("[A-Z_]+=.*"));
        var program = words.isEmpty() ? "" : words.getFirst();
        return program.equals("rootlessctl") || RUN_BY.containsKey(program);
    }

    private static boolean isOutput(String block) throws IOException {
        if (SEEN_BY.keySet().stream().anyMatch(block::startsWith)) {
            return true;
        }
        var wanted = Pattern.compile(Arrays.stream(words(block).split(Pattern.quote("...")))
                .map(part -> Pattern.quote(part.strip())).collect(Collectors.joining(".*")), Pattern.DOTALL);
        try (var files = Files.walk(SCENARIOS)) {
            return files.filter(file -> file.endsWith("stdout") || file.endsWith("stderr")).map(ReadmeTest::text).anyMatch(text -> wanted.matcher(text).find());
        }
    }

    /** Comments of metrics are left out in both. */
    private static String words(String text) {
        return text.lines().filter(line -> !line.startsWith("# ")).collect(Collectors.joining(" ")).replaceAll("\\s+", " ");
    }

    private static String text(Path file) {
        try {
            return words(Files.readString(file));
        } catch (IOException problem) {
            throw new UncheckedIOException(file.toString(), problem);
        }
    }

    @Test
    @DisplayName("every call of rootlessctl in README.md is a command line that it understands")
    void callsAreUnderstood() throws IOException {
        var calls = new TreeSet<String>();
        blocks().filter(block -> isCommands(block) || block.startsWith("$ ")).forEach(block ->
                CALL.matcher(block).results().forEach(match -> calls.add(match.group(1).strip())));
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

    @Test
    @DisplayName("whoever runs a program of README.md starts it, and whoever has seen an output compares it")
    void whoeverRunsThemDoes() throws IOException {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(Path.of("src/test/java"))) {
            for (var file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        sources.put(".ci/run", Files.readString(Path.of(".ci/run")));
        RUN_BY.forEach((program, test) -> assertTrue(sources.getOrDefault(test, "").contains(STARTED_AS.getOrDefault(program, program)),
                () -> test + " does not start " + program));
        SEEN_BY.forEach((start, test) -> assertTrue(sources.getOrDefault(test, "").contains("Readme.assert")
                && sources.get(test).contains("(\"" + start), () -> test + " does not compare: " + start));
    }

    private static CommandLine program() {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        Commands.addTo(line);
        return line;
    }
}
