package io.rootlessctl.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads damaged inputs. Nothing may come out of a reader but its result or an exception that says what is wrong, soon, and
 * at the cost of little memory. What it is given are captured outputs, {@code src/test/resources/observed}, and what was
 * found once, {@code src/test/resources/fuzz/INPUT}.
 *
 * <table>
 * <caption>Properties, as {@code mvn test -Dtest='*Fuzz*' -Dfuzz.seconds=600 -Dfuzz.seed=7}</caption>
 * <tr><td>{@code fuzz.seconds}</td><td>for each input; 1 without it</td></tr>
 * <tr><td>{@code fuzz.seed}</td><td>another one, other damages; 1 without it</td></tr>
 * </table>
 */
public final class Fuzz {
    private static final Path FOUND = Path.of("src/test/resources/fuzz");
    private static final Path OBSERVED = Path.of("src/test/resources/observed");
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 1));
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int AT_LEAST = 100;
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final long MUCH = 256L << 20;

    private final String input;
    private final List<byte[]> corpus = new ArrayList<>();

    /** What reads an input; throws what it may throw, and nothing else. */
    public interface Reader {
        void read(byte[] input) throws Exception;
    }

    private Fuzz(String input) {
        this.input = input;
    }

    /** @param input a name, that of the directory with what was found once */
    public static Fuzz of(String input) {
        return new Fuzz(input).files(FOUND.resolve(input));
    }

    /** Captured ones: a file of {@code observed}, or a directory. */
    public Fuzz observed(String name) {
        return files(OBSERVED.resolve(name));
    }

    public Fuzz files(Path path) {
        if (!Files.exists(path)) {
            return this;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
            return this;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    public Fuzz text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public Fuzz bytes(byte[] bytes) {
        corpus.add(bytes);
        return this;
    }

    /**
     * First each of the corpus as it is, then damaged ones.
     *
     * @param typed what a reader may throw
     * @return how many were read
     */
    public int run(List<Class<? extends Exception>> typed, Reader reader) {
        if (corpus.isEmpty()) {
            throw new AssertionError(input + ": nothing to begin with");
        }
        return assertTimeoutPreemptively(TIME.plusSeconds(60), () -> {
            corpus.forEach(original -> once(original, "the corpus", typed, reader));
            var mutator = new Mutator(SEED, corpus);
            long end = System.nanoTime() + TIME.toNanos();
            int round = 0;
            while (round < AT_LEAST || System.nanoTime() < end) {
                once(mutator.next(), "round " + round++, typed, reader);
            }
            return round;
        }, () -> input + ": a reader hangs");
    }

    private void once(byte[] bytes, String where, List<Class<? extends Exception>> typed, Reader reader) {
        long start = System.nanoTime();
        long before = allocated();
        try {
            reader.read(bytes);
        } catch (Throwable problem) {
            if (typed.stream().noneMatch(type -> type.isInstance(problem)) || String.valueOf(problem.getMessage()).isBlank()) {
                throw new AssertionError(told(bytes, where), problem);
            }
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        long used = allocated() - before;
        if (took.compareTo(SLOW) > 0 || used > MUCH) {
            throw new AssertionError(told(bytes, where) + ": took " + took.toMillis() + " ms and " + used + " bytes");
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** To be put into a file below src/test/resources/fuzz. */
    private String told(byte[] bytes, String where) {
        return input + ", seed " + SEED + ", " + where + ": base64 -d <<< "
                + Base64.getEncoder().encodeToString(bytes.length > 4000 ? Arrays.copyOf(bytes, 4000) : bytes)
                + " = " + new String(bytes, 0, Math.min(bytes.length, 500), StandardCharsets.UTF_8);
    }
}
