package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: /proc, whose texts belong to other people's processes")
class ProcessTableTest {
    @Test
    @DisplayName("more than 256 KiB are as good as nothing, endless files too")
    void bounded(@TempDir Path directory) throws IOException {
        var file = directory.resolve("cmdline");
        Files.write(file, new byte[256 << 10]);
        assertEquals(256 << 10, ProcessTable.text(file).orElseThrow().length());
        Files.write(file, new byte[(256 << 10) + 1]);
        assertEquals(Optional.empty(), ProcessTable.text(file));
        assertEquals(Optional.empty(), ProcessTable.text(Path.of("/dev/zero")));
    }

    @Test
    void argumentsOfAProcess() throws IOException {
        var process = new ProcessBuilder("/bin/sleep", "60").start();
        try {
            assertEquals(List.of("/bin/sleep", "60"), ProcessTable.strings(process.pid(), "cmdline"));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(List.of(), ProcessTable.strings(process.pid(), "none"));
    }
}
