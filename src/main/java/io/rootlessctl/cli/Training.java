package io.rootlessctl.cli;

import io.rootlessctl.host.linux.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs many command lines in one process, for the build: the JVM records the classes they need, and every later start
 * finds them ready. Reads files with one command line a line, arguments separated by blanks, {@code #} comments; those
 * after the word {@code pretend} run on a {@link Pretence} only, and may change it. The first argument is a directory,
 * empty for a run that trains changes, too; the next one there looks at the hosts that they were made to.
 */
final class Training {
    private static final String PRETEND = "pretend ";
    private static final String KEPT = "kept";

    private Training() {}

    static void main(String[] arguments) throws IOException {
        boolean changes = Files.notExists(Path.of(arguments[0], KEPT));
        var all = new ArrayList<String>();
        for (var file : List.of(arguments).subList(1, arguments.length)) {
            all.addAll(Files.readAllLines(Path.of(file)));
        }
        var lines = all.stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        lines.stream().filter(line -> !line.startsWith(PRETEND)).forEach(line -> Main.run(line.split("\\s+")));
        var host = new LinuxHost(System.getenv());
        for (boolean root : List.of(false, true)) {
            for (boolean systemd : List.of(false, true)) {
                var kept = Path.of(arguments[0], KEPT, "root-" + root, "systemd-" + systemd);
                var pretence = Pretence.of(host, root, systemd, kept);
                lines.forEach(line -> Main.run(pretence, line.replaceFirst("^" + PRETEND, "").split("\\s+")));
                pretence.keep(kept);
            }
        }
        daemon(host, Path.of(arguments[0]), changes);
        var self = new ThisProcess(0, Map.of());
        self.heedSignals();
        self.columns();
        self.over(0);
        // Main ends as shortly: System.exit would have classes of its own. Here the JVM is to write what it has recorded.
        Runtime.getRuntime().halt(0);
    }

    /** Where that cannot be done, the cache is without what it needs, and good for all else. */
    private static void daemon(LinuxHost host, Path directory, boolean changes) {
        try {
            TrainingDaemon.train(host, directory, changes);
        } catch (IOException | RuntimeException problem) {
            System.err.println("rootlessctl: training without a daemon: " + problem);
        }
    }
}
