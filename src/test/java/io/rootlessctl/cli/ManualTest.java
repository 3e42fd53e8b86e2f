package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.manifest.KeyReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Needs mandoc and man, which packaging/test installs. */
class ManualTest {
    private static final int WIDTH = 80;
    private static final Pattern VARIABLE =
            Pattern.compile("nvironment(?:\\(\\))?\\.(?:get|getOrDefault)\\(\"([A-Z_]+)\"");

    @TempDir
    private Path directory;

    static Stream<String> files() {
        return CommandRun.of("manual", "--list").lines();
    }

    static Stream<CommandSpec> commands() {
        return ManualCommand.withPage(program().getCommandSpec()).stream();
    }

    private static CommandLine program() {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        io.rootlessctl.cli.Commands.addTo(line);
        return line;
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("O1: neither mandoc nor groff has anything to say of a page")
    void isClean(String file) throws IOException {
        var page = directory.resolve(file);
        Files.writeString(page, CommandRun.of("manual", file));
        assertEquals("", Commands.run("mandoc", "-Tlint", "-Wall", page.toString()).expect(0).out());
        assertEquals("", Commands.run("man", "--warnings", "-l", page.toString()).expect(0).err());
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("O1: a command's page says all that its help says, and when it ends how")
    void saysWhatTheHelpSays(CommandSpec command) throws IOException {
        var text = shown(command.name());
        var wanted = new ArrayList<>(List.of("NAME rootlessctl-" + command.name() + " - ", "SYNOPSIS rootlessctl ",
                "DESCRIPTION ", "OPTIONS ", "EXIT STATUS ", "EXAMPLES ", "SEE ALSO rootlessctl(1)"));
        Consumer<String[]> add = lines -> wanted.add(spaced(String.join(" ", lines)));
        command.options().stream().filter(option -> !option.hidden()).forEach(option -> {
            wanted.addAll(Arrays.asList(option.names()));
            add.accept(option.description());
        });
        command.positionalParameters().stream().filter(one -> !one.hidden()).forEach(one -> add.accept(one.description()));
        add.accept(command.usageMessage().description());
        add.accept(command.usageMessage().footer());
        wanted.addAll(command.usageMessage().exitCodeList().values());
        assertAll(wanted.stream().map(part -> () -> assertTrue(text.contains(part), () -> part + "\nis not in\n" + text)));
    }

    @Test
    @DisplayName("O1: rootless.toml(5) tells of every key what the schema tells")
    void tellsOfEveryKey() throws IOException {
        var text = shown("rootless.toml");
        assertAll(KeyReference.keys().stream().map(KeyReference::of).map(key -> key.orElseThrow()).map(key -> () ->
                assertTrue(text.contains(spaced(key.text())), () -> key.key() + ": " + key.text())));
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("the examples of a command are command lines that it understands, and fit a terminal")
    void examplesAreUnderstood(CommandSpec command) {
        var lines = Arrays.stream(command.usageMessage().footer()).toList();
        assertTrue(lines.stream().allMatch(line -> line.length() < WIDTH), lines::toString);
        var calls = lines.stream().flatMap(line -> Pattern.compile("rootlessctl ([^|&;>)]*)").matcher(line).results())
                .map(match -> match.group(1).strip().replaceAll("<.*|['\"]", "").split("\\s+"))
                .filter(words -> !words[0].isEmpty()).toList();
        assertTrue(calls.stream().anyMatch(words -> List.of(words).contains(command.name())), lines::toString);
        for (var words : calls) {
            assertDoesNotThrow(() -> program().parseArgs(
                    Arrays.stream(words).filter(word -> !word.equals("--json")).map(word -> word.replace("$page", "plan").replace("NUMBER", "1"))
                            .toArray(String[]::new)), () -> String.join(" ", words));
        }
    }

    @Test
    @DisplayName("every variable that the commands read is in the manual, and no other")
    void everyVariableIsTold() throws IOException {
        var read = new TreeSet<String>();
        try (var sources = Files.walk(Path.of("src/main/java/io/rootlessctl"))) {
            for (var source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                VARIABLE.matcher(Files.readString(source)).results().forEach(match -> read.add(match.group(1)));
            }
        }
        var told = Mention.ENVIRONMENT.stream().map(Mention::name).collect(Collectors.toCollection(TreeSet::new));
        read.removeAll(told);
        assertEquals(new TreeSet<>(List.of("DBUS_SESSION_BUS_ADDRESS", "HOME")), read, "read and not told of");
    }

    private String shown(String page) throws IOException {
        var file = directory.resolve("page");
        Files.writeString(file, CommandRun.of("manual", page));
        return spaced(Commands.run(List.of("mandoc", "-T", "ascii", "-O", "width=500", file.toString()),
                Map.of("PATH", "/usr/bin:/bin"), directory, "").expect(0).out().replaceAll(".\b", ""));
    }

    /** Without what the manual shows otherwise: where lines end, and how something is set off. */
    private static String spaced(String text) {
        return String.format(text.replaceAll("%(?!n)", "%%")).replace("`", "").replaceAll("\\s+", " ").strip();
    }
}
