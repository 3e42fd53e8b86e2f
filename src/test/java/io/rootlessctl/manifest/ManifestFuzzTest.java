package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.fuzz.Fuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Damaged files, the same ones in every run. */
class ManifestFuzzTest {
    @Test
    @DisplayName("O4: a damaged file is read or refused with problems that have a place, and nothing else happens")
    void damaged() {
        assertTrue(Fuzz.of("rootless-toml").files(Path.of("src/test/resources/manifest/valid")).files(Path.of("examples"))
                .run(List.of(), ManifestFuzzTest::read) >= 100);
    }

    private static void read(byte[] bytes) {
        try {
            var manifest = ManifestReader.read("fuzz.toml", bytes);
            // What is taken can be shown, and that is taken again.
            ManifestReader.read("shown.toml", ManifestWriter.write(manifest));
        } catch (InvalidManifestException refused) {
            assertTrue(haveAPlace(refused), refused::getMessage);
            assertTrue(refused.problems().stream().noneMatch(problem -> problem.toString().contains("shown.toml")),
                    refused::getMessage);
        }
    }

    private static boolean haveAPlace(InvalidManifestException refused) {
        return !refused.problems().isEmpty() && refused.problems().stream()
                .allMatch(problem -> problem.line() > 0 && problem.column() > 0 && !problem.found().isBlank());
    }
}
