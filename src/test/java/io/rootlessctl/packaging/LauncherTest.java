package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    @TempDir
    Path directory;

    @Test
    void argumentsPassUnchanged() throws IOException {
        var tree = LauncherTree.built(directory.resolve("a b"));
        var arguments = List.of("-f", "my file.toml", "", "*", "$HOME", "a\\nb", "'\"`id`", "--", "ü", " ", "-n");
        var outcome = tree.runAlone(arguments.toArray(String[]::new)).expect(0);
        assertEquals(printed(arguments), outcome.out());
        assertEquals("", outcome.err());
    }

    @Test
    void exitStatusPasses() throws IOException {
        assertEquals(65, LauncherTree.built(directory.resolve("t")).runAlone("--exit", "65").exit());
    }

    @Test
    void standardInputPasses() throws IOException {
        var tree = LauncherTree.built(directory.resolve("t"));
        assertEquals("<--cat>\nschema = 1\n",
                tree.run(List.of(tree.launcher().toString(), "--cat"), directory, "schema = 1\n").expect(0).out());
    }

    @Test
    void worksThroughSymbolicLinksFromAnyDirectory() throws IOException {
        var tree = LauncherTree.built(directory.resolve("a b"));
        var absolute = Files.createSymbolicLink(directory.resolve("absolute"), tree.launcher());
        Files.createSymbolicLink(directory.resolve("relative"), Path.of("a b/packaging/rootlessctl"));
        Files.createSymbolicLink(directory.resolve("chain"), absolute.getFileName());
        Files.createSymbolicLink(directory.resolve("inside"), tree.root.resolve("packaging"));
        var ways = List.of("./absolute", "./relative", "./chain", "inside/rootlessctl", "a b/packaging/rootlessctl");
        for (var command : ways) {
            assertEquals("<x y>\n", tree.run(List.of(command, "x y"), directory, "").expect(0).out(), command);
        }
        var inPackaging = tree.root.resolve("packaging");
        assertEquals("<x>\n", tree.run(List.of("sh", "rootlessctl", "x"), inPackaging, "").expect(0).out());
    }

    @Test
    void theInstalledOneStartsByAnAbsolutePathHoweverItIsCalled() throws IOException {
        var bin = Files.createDirectories(directory.resolve("a b/bin"));
        var library = Files.createDirectories(directory.resolve("a b/lib/rootlessctl"));
        Files.writeString(library.resolve("jvm.sh"), "exec_product() { printf '%s %s\\n' \"$(cd -- /; ls -d -- \"$product\")\" \"$1\"; }\n");
        Files.copy(Path.of("packaging/launcher"), bin.resolve("rootlessctl"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("a b/bin/rootlessctl"));
        for (var command : List.of("./a b/bin/rootlessctl", "a b/bin/rootlessctl", "./link", bin.resolve("rootlessctl").toString())) {
            starts(List.of("sh", command, "x"), directory);
        }
        starts(List.of("sh", "rootlessctl", "x"), bin);
    }

    @Test
    void theInstalledOneSaysWhereJavaCannotRun() throws IOException {
        var bin = Files.createDirectories(directory.resolve("a:b/bin"));
        var installed = Files.copy(Path.of("packaging/launcher"), bin.resolve("rootlessctl"), StandardCopyOption.COPY_ATTRIBUTES);
        var refused = Commands.run("sh", installed.toString(), "--version").expect(1);
        assertEquals("", refused.out());
        assertTrue(refused.err().contains("a colon in its path; move it"), refused.err());
    }

    private static void starts(List<String> command, Path from) {
        var outcome = Commands.run(command, Map.of("PATH", "/usr/bin:/bin"), from, "").expect(0);
        assertTrue(outcome.out().startsWith("/") && outcome.out().endsWith("/lib/rootlessctl x\n"), outcome.out());
    }

    @Test
    void firstUseBuildsAndSaysSoOnlyOnStandardError() throws IOException {
        var tree = LauncherTree.unbuilt(directory.resolve("t"));
        var outcome = tree.run(List.of(tree.launcher().toString(), "plan"), directory, "").expect(0);
        assertEquals("<plan>\n", outcome.out());
        assertEquals("built with --if-needed\n", outcome.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pom.xml", "src/main/java/io/rootlessctl/host/linux/A.java", "src/main/java/io/rootlessctl/host/linux",
        "packaging/build", "jdk/lib/modules"})
    void whatIsNewerThanTheBuildIsBuilt(String path) throws IOException {
        var tree = LauncherTree.built(directory.resolve("t"));
        tree.touch(path);
        assertEquals("built with --if-needed\n", run(tree).err());
    }

    @Test
    void aMovedTreeIsBuiltAgain() throws IOException {
        LauncherTree.built(directory.resolve("t"));
        Files.move(directory.resolve("t"), directory.resolve("moved"));
        var moved = LauncherTree.unbuilt(directory.resolve("moved"));
        assertEquals("built with --if-needed\n", run(moved).err());
        assertEquals("", run(moved).err());
    }

    @Test
    void unbuiltTreeThatMayNotBeWrittenIsAnError() throws IOException {
        var tree = LauncherTree.unbuilt(directory.resolve("t"));
        var outcome = runAsStranger(tree);
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().endsWith(
                directory.resolve("t") + ": not built, and you may not write there; run packaging/build"
                        + " as its owner\n"),
                outcome.err());
    }

    @Test
    void aStrangerRunsWhatTheOwnerBuilt() throws IOException {
        var tree = LauncherTree.built(directory.resolve("t"));
        assertEquals("", runAsStranger(tree).expect(0).err());
        tree.touch("pom.xml");
        var outcome = runAsStranger(tree).expect(0);
        assertEquals("<plan>\n", outcome.out());
        assertTrue(outcome.err().contains("running an older build"), outcome.err());
        assertTrue(outcome.err().contains("pom.xml is newer"), outcome.err());
    }

    private static Outcome run(LauncherTree tree) {
        return tree.run(List.of(tree.launcher().toString(), "plan"), tree.root, "").expect(0);
    }

    /** Runs as somebody who may read the tree and not write to it, whoever runs the tests. */
    private Outcome runAsStranger(LauncherTree tree) throws IOException {
        var command = new ArrayList<String>();
        if (((Number) Files.getAttribute(directory, "unix:uid")).longValue() == 0) {
            command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.toList()) {
                boolean open = Files.isDirectory(file) || Files.isExecutable(file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open ? "r-xr-xr-x" : "r--r--r--"));
            }
        }
        command.addAll(List.of(tree.launcher().toString(), "plan"));
        try {
            return tree.run(command, Path.of("/"), "");
        } finally {
            try (var files = Files.walk(directory)) {
                for (var file : files.filter(Files::isDirectory).toList()) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    private static String printed(List<String> arguments) {
        return String.join("", arguments.stream().map(argument -> "<" + argument + ">\n").toList());
    }
}
