package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("O4 I4: a lock file that its user may have written")
class LockFileTest {
    @TempDir
    private Path directory;

    @Test
    void namesItsHolder() throws IOException {
        var file = directory.resolve("lock");
        Files.writeString(file, "somebody who was here before, and whose name was longer");
        LockFile.take(file, "alice, process 7, since 2026").close();
        assertEquals("alice, process 7, since 2026", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice, process 7, since \u009b2J", "\u009b2J\u202eevil", ""})
    @DisplayName("the holder is told as the kernel knows it, whatever the file says")
    void whoHasIt(String text) throws IOException, InterruptedException {
        var file = directory.resolve("lock");
        Files.writeString(file, text);
        // Locks of one process never exclude each other.
        var holder = start(file);
        try {
            assertEquals('L', holder.getInputStream().read(), "has the lock");
            var problem = assertThrows(IOException.class, () -> LockFile.take(file, "me"));
            assertEquals("another apply is running here (process " + holder.pid() + "); wait for it to end",
                    problem.getMessage());
            assertEquals(text, Files.readString(file));
        } finally {
            ended(holder);
        }
    }

    @Test
    @DisplayName("nobody else gets it until it is given up")
    void keepsOthersOut() throws IOException, InterruptedException {
        var file = directory.resolve("lock");
        try (var _ = LockFile.take(file, "me, process " + ProcessHandle.current().pid())) {
            var other = start(file);
            var said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.contains("(process " + ProcessHandle.current().pid() + ")"), said);
            ended(other);
        }
        var next = start(file);
        assertEquals('L', next.getInputStream().read());
        ended(next);
    }

    private static Process start(Path file) throws IOException {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djnr.ffi.asm.enabled=false",
                "-cp", System.getProperty("java.class.path"), LockHolder.class.getName(), file.toString()).start();
    }

    private static void ended(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }
}
