package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PackageIT {
    private static final Path OUTPUT = Path.of("target/package");
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final long LARGEST = 60L << 20;
    /** What is where it is looked for, and that nothing runs by itself. */
    private static final List<String> FOUND = List.of(
            "/usr/share/man/man1/rootlessctl-plan.1.gz", "/usr/share/man/man5/rootless.toml.5.gz", "fish: validate",
            "zsh: _rootlessctl", "complete -F _rootlessctl rootlessctl", "timer: disabled",
            "ansible: rootless:", "/usr/share/rootlessctl/schema/rootless.schema.json");

    @Test
    @DisplayName("I2: the package installs beside RootlessKit's, runs with its own Java, upgrades and leaves nothing")
    void installsRunsUpgradesAndGoes() throws IOException {
        make();
        for (var ending : List.of(".deb", ".tar.gz", ".cdx.json", "SHA256SUMS")) {
            long size = Files.size(made(ending));
            assertTrue(size > 0 && size < LARGEST, ending + ": " + size + " bytes");
        }
        Commands.run(List.of("sha256sum", "--check", "--strict", "SHA256SUMS"), Map.of("PATH", "/usr/bin:/bin"), OUTPUT, "").expect(0);
        var parts = new ObjectMapper().readTree(made(".cdx.json").toFile()).path("components").findValuesAsText("name");
        assertTrue(parts.containsAll(List.of("openjdk", "tomlj", "jffi")), parts::toString);
        var outcome = Commands.run("unshare", "--mount", "--propagation", "private", "src/test/lab/package",
                made(".deb").toAbsolutePath().toString(), ReadmeBlock.INSTALL.commands().getFirst()).expect(0);
        assertEquals("", outcome.err());
        var lines = outcome.out().lines().filter(line -> !line.startsWith("/usr/share/doc/")).toList();
        assertTrue(lines.getFirst().startsWith("rootlessctl "), lines.getFirst());
        assertEquals("valid", lines.get(1));
        assertEquals(lines.get(2).replaceFirst("ours", "theirs"), lines.get(3));
        assertEquals(FOUND, lines.subList(4, lines.size() - 1));
        assertEquals(lines.getFirst(), lines.getLast());
        runsFromWhereItIsUnpacked(lines.getFirst());
        assertFalse(Commands.run("lintian", "--allow-root", "--fail-on", "error", made(".deb").toString()).expect(0)
                .out().contains("E: "));
    }

    private static void make() {
        Commands.run(List.of("packaging/package", "--if-needed"), System.getenv(), Path.of("").toAbsolutePath(), "", PATIENCE).expect(0);
    }

    /** The product's archive, made when it is older than the product. */
    static Path archive() throws IOException {
        make();
        return made(".tar.gz").toAbsolutePath();
    }

    private static void runsFromWhereItIsUnpacked(String version) throws IOException {
        var directory = Files.createTempDirectory("rctl-archive");
        try {
            Commands.run(List.of("sh", "-euc", ReadmeBlock.INSTALL.commands().getLast()), Map.of("HOME", directory.toString(),
                    "PATH", "/usr/bin:/bin"), Path.of("").toAbsolutePath(), "").expect(0);
            var installed = directory.resolve(".local/bin/rootlessctl").toString();
            assertEquals(version + "\n", Commands.run(installed, "--version").expect(0).out());
            startsFromItsCaches(directory.resolve(".local/lib/rootlessctl"), installed);
        } finally {
            Trees.delete(directory);
        }
    }

    /** One that does not fit, and one that is not there, is no error: only --debug tells of it. */
    private static void startsFromItsCaches(Path library, String installed) throws IOException {
        assertFalse(Commands.run(installed, "--debug", "--version").expect(0).err().contains("cache"));
        for (var cache : List.of("rootlessctl.aot", "look.aot")) {
            var file = library.resolve(cache);
            var command = cache.startsWith("look") ? List.of(installed, "plan", "--user", "nobody", "-f", "-")
                    : List.of(installed, "validate", "-f", "-");
            var whole = Commands.run(command, System.getenv(), library, "schema = 1\n").err();
            Files.write(file, new byte[] {1, 2, 3});
            assertEquals(whole, Commands.run(command, System.getenv(), library, "schema = 1\n").err(), cache);
            Files.delete(file);
            assertEquals(whole, Commands.run(command, System.getenv(), library, "schema = 1\n").err(), cache);
        }
        assertTrue(Commands.run(installed, "--debug", "--version").expect(0).err().contains("cache"));
    }

    private static Path made(String ending) throws IOException {
        try (var files = Files.list(OUTPUT)) {
            return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }
}
