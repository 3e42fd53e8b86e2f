package io.rootlessctl.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * strace, which ends a command, or lets a system call of it fail, at a chosen rename: the product writes every file
 * beside its place and renames it. Counted in each thread by itself.
 */
public record Strace(List<String> options) {
    /** Not every processor has all of them. */
    private static final String RENAMES = "?rename,?renameat,?renameat2";

    public Strace {
        options = List.copyOf(options);
    }

    /** @param signal {@code KILL}; it comes instead of the rename */
    public static Strace signalAt(String signal, int number) {
        return injecting("signal=" + signal, number);
    }

    /** @param error {@code ENOSPC} */
    public static Strace failAt(String error, int number) {
        return injecting("error=" + error, number);
    }

    private static Strace injecting(String what, int number) {
        return new Strace(List.of("-e", "trace=" + RENAMES, "-e", "inject=" + RENAMES + ":" + what + ":when=" + number));
    }

    /** Writes each rename to a file, for {@link #most}. */
    public static Strace counting() {
        return new Strace(List.of("-e", "trace=" + RENAMES));
    }

    public String[] of(String log, String... command) {
        var all = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log));
        all.addAll(options);
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    /** How many renames the thread has made that made most. */
    public static int most(String log) {
        return log.lines().filter(line -> line.contains(" rename"))
                .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(' ')), Collectors.counting()))
                .values().stream().mapToInt(Long::intValue).max().orElse(0);
    }
}
