package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. Output goes through files: neither a full pipe nor a daemon left behind blocks. */
public final class Commands {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private Commands() {}

    /** Runs with exactly this environment and standard input; kills and fails after three minutes. */
    public static Outcome run(List<String> command, Map<String, String> environment, Path directory, String input) {
        return run(command, environment, directory, input, LONGEST);
    }

    public static Outcome run(
            List<String> command, Map<String, String> environment, Path directory, String input, Duration limit) {
        try {
            var files = Files.createTempDirectory("rctl-lab");
            try {
                Files.writeString(files.resolve("in"), input);
                var builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(files.resolve("in").toFile())
                        .redirectOutput(files.resolve("out").toFile())
                        .redirectError(files.resolve("err").toFile());
                builder.environment().clear();
                builder.environment().putAll(environment);
                int exit = await(builder.start(), command, limit);
                return new Outcome(String.join(" ", command), exit, Files.readString(files.resolve("out")),
                        Files.readString(files.resolve("err")));
            } finally {
                Trees.delete(files);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(String.join(" ", command) + ": " + problem.getMessage(), problem);
        }
    }

    /** Runs as this process's user with this process's environment, in the project's directory. */
    public static Outcome run(String... command) {
        return run(List.of(command), System.getenv(), Path.of("").toAbsolutePath(), "");
    }

    private static int await(Process process, List<String> command, Duration limit) {
        try {
            if (process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(String.join(" ", command) + ": still running after " + limit.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(String.join(" ", command) + ": interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
