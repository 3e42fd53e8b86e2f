package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("I4: a lock file that its user may have written")
class LockFileTest {
    @TempDir
    private Path directory;

    @Test
    void namesItsHolder() throws IOException {
        var file = directory.resolve("lock");
        LockFile.take(file, "alice, process 7, since 2026").close();
        assertEquals("alice, process 7, since 2026", Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({"'alice, process 7, since \u009b2J', process 7", "'\u009b2J\u202eevil', process unknown",
        "process 99999999999, process unknown"})
    @DisplayName("of its text only a process's number is told")
    void onlyTheNumber(String text, String told) throws IOException, InterruptedException {
        var file = directory.resolve("lock");
        Files.writeString(file, text);
        // Locks of one process never exclude each other.
        var holder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), LockHolder.class.getName(), file.toString()).start();
        try {
            assertEquals('L', holder.getInputStream().read(), "has the lock");
            var problem = assertThrows(IOException.class, () -> LockFile.take(file, "me"));
            assertEquals("another apply is running here (" + told + "); wait for it to end", problem.getMessage());
            assertEquals(text, Files.readString(file));
        } finally {
            holder.destroyForcibly();
            holder.waitFor(10, TimeUnit.SECONDS);
        }
    }
}
