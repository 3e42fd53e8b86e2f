package io.rootlessctl.packaging;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A project directory with the real launcher, in which java and packaging/build are scripts that say what they got. */
final class LauncherTree {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    final Path root;

    private LauncherTree(Path root) {
        this.root = root;
    }

    /** Not built yet; its packaging/build makes it built and prints its arguments. */
    static LauncherTree unbuilt(Path root) throws IOException {
        var tree = new LauncherTree(root);
        tree.copy("packaging/lib.sh");
        tree.copy("packaging/jvm.sh");
        tree.copy("packaging/rootlessctl");
        tree.write("pom.xml", "");
        tree.write("src/main/java/io/rootlessctl/host/linux/A.java", "");
        tree.write("jdk/lib/modules", "");
        tree.script("jdk/bin/java", """
                [ "$1" = -XX:+IgnoreUnrecognizedVMOptions ] || exit 98
                while [ "$1" != -cp ]; do shift; done
                shift 3
                for argument; do printf '<%s>\\n' "$argument"; done
                [ "$1" != --exit ] || exit "$2"
                [ "$1" != --cat ] || while IFS= read -r line; do printf '%s\\n' "$line"; done""");
        tree.script("packaging/build", """
                echo "built with $*"
                mkdir -p "$ROOT/target/product/1"
                for name in rootlessctl.jar started; do : >"$ROOT/target/product/1/$name"; done
                touch -r "$ROOT/jdk/lib/modules" "$ROOT/target/product/1/jdk"
                printf '%s\\n' "$ROOT" "$ROOT/jdk/bin/java" 1 >"$ROOT/target/product/launch\"""");
        return tree;
    }

    static LauncherTree built(Path root) throws IOException {
        var tree = unbuilt(root);
        tree.run(List.of(tree.launcher().toString()), root, "").expect(0);
        return tree;
    }

    Path launcher() {
        return root.resolve("packaging/rootlessctl");
    }

    /** Runs with a PATH that has nothing but what {@code packaging/build} and a symbolic link need. */
    Outcome run(List<String> command, Path directory, String input) {
        return Commands.run(command, Map.of("ROOT", root.toString(), "PATH", "/usr/bin:/bin"), directory, input);
    }

    /** Runs with a PATH on which no command is found: whatever is not part of the shell fails. */
    Outcome runAlone(String... arguments) {
        var command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        return Commands.run(command, Map.of("PATH", "/nonexistent"), root, "");
    }

    void touch(String path) throws IOException {
        Files.setLastModifiedTime(root.resolve(path), FileTime.from(Instant.now().plusSeconds(5)));
    }

    void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        for (var made = file; !made.equals(root); made = made.getParent()) {
            Files.setLastModifiedTime(made, LONG_AGO);
        }
    }

    private void script(String path, String body) throws IOException {
        write(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void copy(String path) throws IOException {
        script(path, Files.readString(Path.of(path)));
    }
}
