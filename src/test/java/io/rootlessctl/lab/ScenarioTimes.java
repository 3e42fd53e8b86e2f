package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How long virtual hosts took: each scenario as it ends in {@code target/lab/times.txt}, each class when all have ended
 * on standard output. Those of a run take the place of the former run's.
 */
final class ScenarioTimes implements AutoCloseable {
    static final Path DIRECTORY = Path.of("target", "lab");

    private final Instant began = Instant.now();
    private final SortedMap<String, List<Duration>> classes = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    synchronized void add(String group, String name, Duration time) {
        classes.computeIfAbsent(group, _ -> new ArrayList<>()).add(time);
        lines.add("%4d s  %s.%s".formatted(time.toSeconds(), group, name));
        write();
    }

    private void write() {
        try {
            Files.createDirectories(DIRECTORY);
            Files.write(DIRECTORY.resolve("times.txt"), lines);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public synchronized void close() {
        var sums = classes.entrySet().stream().map(entry -> "%5d s  %2d  %s".formatted(
                sum(entry.getValue()).toSeconds(), entry.getValue().size(), entry.getKey())).collect(Collectors.joining("\n"));
        System.out.printf("Virtual hosts, %d s in all, several at a time; each scenario is in %s/times.txt:%n%s%n",
                Duration.between(began, Instant.now()).toSeconds(), DIRECTORY, sums);
    }

    private static Duration sum(List<Duration> times) {
        return times.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
