package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {
    private static final Path ROOT = Path.of("/");

    @ParameterizedTest
    @CsvSource({"100 4096 655360 600000, 409600", "100 4096 0 0, 409600", "100 4096 655360 0, 0", "0 4096 655360 1, 0"})
    @DisplayName("what is free is nothing where no inodes are, but for file systems that make them as they go")
    void understood(String answer, long free) {
        assertEquals(Observation.present(free), Room.parse(ROOT, answer + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"none", "1 2 3", "-1 4096 1 1", "99999999999999999999 1 1 1"})
    void anythingElseIsSaid(String answer) {
        assertEquals(Optional.of("/: found " + answer + ", expected four numbers of stat"), Room.parse(ROOT, answer).obstacle());
    }

    @Test
    void asTheFileSystemHasIt() throws Exception {
        var host = new LinuxHost(Map.of());
        long free = host.daemonView().room(ROOT, host.caller()).found().orElseThrow();
        long known = Files.getFileStore(ROOT).getUsableSpace();
        assertTrue(Math.abs(free - known) < 1L << 30, free + " and " + known);
        assertTrue(host.daemonView().room(Path.of("/no/such/place"), host.caller()).obstacle().isPresent());
    }
}
