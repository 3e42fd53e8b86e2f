package io.rootlessctl.cli;

import io.rootlessctl.cases.HostFolder;
import io.rootlessctl.host.FakeHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/** One directory {@code cli/SCENARIO}: command lines, run one after the other against one host in memory. */
record Scenario(Path folder) {
    static final Path ALL = Path.of("src/test/resources/cli");
    static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
    /** All others are files of the working directory. */
    private static final Set<String> OWN = Set.of("args", "stdin", "stdout", "stderr", "exit", "invocation.toml");

    /** One command line and what came of it. */
    record Run(List<String> arguments, String out, String err, int status, List<String> writes) {}

    static List<Scenario> all() throws IOException {
        try (var files = Files.walk(ALL, 2)) {
            return files.filter(file -> file.endsWith("args")).sorted()
                    .map(file -> new Scenario(file.getParent())).toList();
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** The command lines: one argument a line, a blank line between two of them. */
    List<List<String>> commands() throws IOException {
        var text = Files.readString(folder.resolve("args")).stripTrailing();
        return List.of(text.split("\n\n")).stream().map(block -> block.lines().toList()).toList();
    }

    /** @param directory empty, becomes the working directory */
    List<Run> run(Path directory) throws IOException {
        copyFiles(directory);
        var host = HostFolder.load(folder.resolve("host"));
        var runs = new ArrayList<Run>();
        for (var arguments : commands()) {
            int number = runs.size() + 1;
            if (Files.isDirectory(folder.resolve("before." + number))) {
                HostFolder.change(host, folder.resolve("before." + number));
            }
            runs.add(run(arguments, host, directory));
        }
        return List.copyOf(runs);
    }

    private void copyFiles(Path directory) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!OWN.contains(file.getFileName().toString())) {
                    Files.copy(file, directory.resolve(file.getFileName()));
                }
            }
        }
    }

    private Run run(List<String> arguments, FakeHost host, Path directory) throws IOException {
        int before = host.writer().writes().size();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = new Cli(invocation(host, directory, stream(out), stream(err)), false)
                .run(arguments.toArray(String[]::new));
        var writes = host.writer().writes();
        return new Run(arguments, text(out, directory), text(err, directory), status, writes.subList(before, writes.size()));
    }

    private Invocation invocation(FakeHost host, Path directory, PrintStream out, PrintStream err) throws IOException {
        var file = folder.resolve("invocation.toml");
        var facts = Toml.parse(Files.exists(file) ? Files.readString(file) : "");
        boolean terminal = facts.getBoolean("terminal", () -> false);
        return new Invocation(
                environment(facts.getTableOrEmpty("environment")), directory, input(), out, err,
                terminal, terminal, terminal, () -> NOW, () -> host, _ -> host.writer(), Self.ALONE);
    }

    private static Map<String, String> environment(TomlTable table) {
        return table.toMap().entrySet().stream().collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    }

    private InputStream input() throws IOException {
        var file = folder.resolve("stdin");
        return Files.exists(file) ? Files.newInputStream(file) : new ByteArrayInputStream(new byte[0]);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** The working directory is another one in every run. */
    private static String text(ByteArrayOutputStream bytes, Path directory) {
        return bytes.toString(StandardCharsets.UTF_8).replace(directory.toString(), "/directory");
    }
}
