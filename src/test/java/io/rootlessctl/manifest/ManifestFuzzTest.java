package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files, the same ones in every run. */
class ManifestFuzzTest {
    private static final int FILES = 400;
    private static final String[] PIECES = {
        "\"", "'", "[", "]", "[[", "{", "}", "=", ".", "\n", "\u0000", "#", "\\", "\\u0000", "-", "1e9", "nan", "0x",
        "\uFEFF", "$", "~", "é", "users", "\"\"\"", "1979-05-27", ":", "/", ",", " ", "true", "99999999999"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("a damaged file is read or refused with problems that have a place, and nothing else happens")
    void damaged(long seed) throws IOException {
        var original = Files.readString(Path.of("src/test/resources/manifest/valid/every-key.toml"));
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            refused += isRefused(mutated(original, random)) ? 1 : 0;
        }
        assertTrue(refused > FILES / 2, "refused " + refused);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    @DisplayName("bytes at random are refused")
    void noise(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < FILES; i++) {
            var bytes = new byte[random.nextInt(1, 200)];
            random.nextBytes(bytes);
            assertTrue(refuses(bytes), () -> Arrays.toString(bytes));
        }
    }

    private static boolean isRefused(String text) {
        try {
            ManifestReader.read("fuzz.toml", text);
            return false;
        } catch (InvalidManifestException refused) {
            assertTrue(haveAPlace(refused), refused::getMessage);
            return true;
        } catch (RuntimeException | StackOverflowError broken) {
            throw new AssertionError(text, broken);
        }
    }

    private static boolean refuses(byte[] bytes) {
        try {
            ManifestReader.read("fuzz.toml", bytes);
            return false;
        } catch (InvalidManifestException refused) {
            return haveAPlace(refused);
        }
    }

    private static boolean haveAPlace(InvalidManifestException refused) {
        return !refused.problems().isEmpty() && refused.problems().stream()
                .allMatch(problem -> problem.line() > 0 && problem.column() > 0 && !problem.found().isBlank());
    }

    private static String mutated(String text, Random random) {
        var mutated = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> mutated.replace(at, Math.min(mutated.length(), at + random.nextInt(1, 30)), "");
                default -> mutated.setCharAt(at, (char) random.nextInt(32, 127));
            }
        }
        return mutated.toString();
    }
}
