package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The shells themselves are asked what they offer. Needs bash, zsh and fish, which packaging/test installs. */
class CompletionTest {
    /** What the scripts start for what they cannot know; it says what it was asked. */
    private static final String PROGRAM = """
            #!/bin/sh
            echo "$*" >>"$ASKED"
            case $2 in
            users) echo alice ;;
            subjects) printf '%s\\n' network 'daemon[alice]' ;;
            applies) printf '12\\tapply of yesterday\\n' ;;
            pages) echo rootless.toml ;;
            esac
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void standIn() throws IOException {
        var program = directory.resolve("rootlessctl");
        Files.writeString(program, PROGRAM);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("host.toml"), "schema = 1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    @DisplayName("every command and every option is offered, and nothing else is")
    void offersEverything(String shell) throws IOException {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        io.rootlessctl.cli.Commands.addTo(line);
        var wanted = new LinkedHashMap<String, Set<String>>();
        add(line.getCommandSpec(), "rootlessctl", wanted);
        assertTrue(wanted.size() > 20, wanted::toString);
        assertEquals(wanted, offers(shell, List.copyOf(wanted.keySet())));
    }

    private static void add(CommandSpec command, String typed, Map<String, Set<String>> wanted) {
        var below = CommandPage.visible(command);
        if (!below.isEmpty()) {
            wanted.put(typed + " ", new TreeSet<>(below.stream().map(CommandSpec::name).toList()));
        }
        var options = new TreeSet<String>();
        command.options().stream().filter(option -> !option.hidden())
                .forEach(option -> options.addAll(Arrays.asList(option.names())));
        ApiCommand.of(command.name()).ifPresent(known ->
                known.options().keySet().forEach(names -> options.addAll(List.of(names.split(", ")))));
        wanted.put(typed + " -", options);
        below.forEach(one -> add(one, typed + " " + one.name(), wanted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    @DisplayName("values are offered: choices, files, and what only the host knows")
    void offersValues(String shell) throws IOException {
        var address = shell.equals("fish") ? "daemon[alice]" : "daemon\\[alice\\]";
        var equals = shell.equals("fish") ? "--output=" : "";
        var wanted = new LinkedHashMap<String, Set<String>>();
        wanted.put("rootlessctl plan -o ", Set.of("text", "json"));
        wanted.put("rootlessctl plan --output=", Set.of(equals + "text", equals + "json"));
        wanted.put("rootlessctl plan -f ho", Set.of("host.toml"));
        wanted.put("rootlessctl apply --debug --user ", Set.of("alice"));
        wanted.put("rootlessctl explain -f host.toml dae", Set.of(address));
        wanted.put("rootlessctl rollback ", Set.of("12"));
        wanted.put("rootlessctl manual ", Set.of("rootless.toml"));
        wanted.put("rootlessctl completion ", Set.of("bash", "fish", "zsh"));
        wanted.put("rootlessctl plan --user plan --remed", Set.of("--remedies"));
        assertEquals(wanted, offers(shell, List.copyOf(wanted.keySet())));
        assertTrue(Files.readString(directory.resolve("asked")).contains("candidates subjects -- explain -f host.toml"));
    }

    @Test
    @DisplayName("shellcheck finds nothing in the script for bash")
    void isSound() throws IOException {
        var script = directory.resolve("script");
        Files.writeString(script, CommandRun.of("completion", "bash"));
        assertEquals("", Commands.run("shellcheck", "-s", "bash", script.toString()).expect(0).out());
    }

    private SequencedMap<String, Set<String>> offers(String shell, List<String> lines) throws IOException {
        var script = directory.resolve("script");
        Files.writeString(script, CommandRun.of("completion", shell));
        var ask = Path.of("src/test/resources/completion/ask." + shell).toAbsolutePath().toString();
        var environment = Map.of("PATH", directory + ":/usr/bin:/bin", "HOME", directory.toString(), "TERM", "dumb",
                "ASKED", directory.resolve("asked").toString(), "LC_ALL", "C.UTF-8");
        var answer = Commands.run(List.of(shell, ask, script.toString()), environment, directory,
                String.join("\n", lines) + "\n").expect(0);
        var offers = new LinkedHashMap<String, Set<String>>();
        for (var line : answer.out().lines().filter(line -> !line.isEmpty()).toList()) {
            if (line.startsWith("== ")) {
                offers.put(line.substring(3), new TreeSet<>());
            } else {
                offers.lastEntry().getValue().add(line);
            }
        }
        return offers;
    }
}
