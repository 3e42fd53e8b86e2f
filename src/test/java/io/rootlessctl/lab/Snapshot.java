package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and directories as they were, to be put back as often as is wanted. Those that were not there go again. */
public final class Snapshot implements AutoCloseable {
    private final Path archive;
    private final List<Path> paths;

    private Snapshot(Path archive, List<Path> paths) {
        this.archive = archive;
        this.paths = List.copyOf(paths);
    }

    public static Snapshot of(Path... paths) throws IOException {
        var snapshot = new Snapshot(Files.createTempFile("rctl-snapshot", ".tar"), List.of(paths));
        var command = new ArrayList<>(List.of("tar", "-C", "/", "-cf", snapshot.archive.toString(), "--files-from", "/dev/null"));
        for (var path : paths) {
            if (Files.exists(path)) {
                command.add(path.toString().substring(1));
            }
        }
        Commands.run(command.toArray(String[]::new)).expect(0);
        return snapshot;
    }

    public void restore() throws IOException {
        for (var path : paths) {
            Trees.delete(path);
        }
        Commands.run("tar", "-C", "/", "--numeric-owner", "-xpf", archive.toString()).expect(0);
    }

    @Override
    public void close() throws IOException {
        Files.delete(archive);
    }
}
