package io.rootlessctl.cli;

import io.rootlessctl.host.linux.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs many command lines in one process, for the build: the JVM records the classes they need, and every later start
 * finds them ready. Reads a file with one command line a line, arguments separated by blanks, {@code #} comments; those
 * after the word {@code pretend} run on a {@link Pretence} only, and may change it.
 */
final class Training {
    private static final String PRETEND = "pretend ";

    private Training() {}

    static void main(String[] arguments) throws IOException {
        var lines = Files.readAllLines(Path.of(arguments[0])).stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        lines.stream().filter(line -> !line.startsWith(PRETEND)).forEach(line -> Main.run(line.split("\\s+")));
        var host = new LinuxHost(System.getenv());
        for (boolean root : List.of(false, true)) {
            for (boolean systemd : List.of(false, true)) {
                var pretence = Pretence.of(host, root, systemd);
                lines.forEach(line -> Main.run(pretence, line.replaceFirst("^" + PRETEND, "").split("\\s+")));
            }
        }
        restart(host);
        var self = new ThisProcess(0, Map.of());
        self.heedSignals();
        self.columns();
        self.over(0);
        System.exit(0);
    }

    /** Where that cannot be done, the cache is without what it needs, and good for all else. */
    private static void restart(LinuxHost host) {
        try {
            TrainingDaemon.train(host);
        } catch (IOException | RuntimeException problem) {
            System.err.println("rootlessctl: training without a daemon: " + problem);
        }
    }
}
