package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    @DisplayName("nothing is read once the time for a user's processes is used up")
    void outOfTime() {
        assertEquals(List.of(), ProcessTable.strings(ProcessHandle.current().pid(), "cmdline", Duration.ofMillis(-1)));
    }

    @Test
    void descendantsNearestFirst() {
        var table = new ProcessTable(Map.of(1L, process(1, 0), 2L, process(2, 1), 3L, process(3, 1), 4L, process(4, 2)));
        assertEquals(Set.of(2L, 3L), numbers(table.descendants(1).subList(0, 2)));
        assertEquals(List.of(process(4, 2)), table.descendants(1).subList(2, 3));
        assertEquals(List.of(), table.descendants(4));
    }

    @Test
    @DisplayName("numbers that were given again while /proc was read make no process its own ancestor for ever")
    void descendantsInACircle() {
        var table = new ProcessTable(Map.of(1L, process(1, 0), 2L, process(2, 4), 3L, process(3, 2), 4L, process(4, 3)));
        assertEquals(List.of(3L, 4L), table.descendants(2).stream().map(process -> process.id().pid()).toList());
    }

    @Test
    @DisplayName("a process in a container is nobody's of this host, whatever its user's number")
    void inAContainer() throws IOException {
        assertEquals(Optional.of(1000L), ProcessTable.uidHere("Name:\tx\nUid:\t1000\t0\t0\t0\nNSpid:\t17\n"));
        assertEquals(Optional.of(1000L), ProcessTable.uidHere("Name:\tx\nUid:\t1000\t0\t0\t0\n"));
        assertEquals(Optional.empty(), ProcessTable.uidHere("Name:\tx\nUid:\t1000\t0\t0\t0\nNSpid:\t17\t2\n"));
        var me = ProcessHandle.current().pid();
        assertEquals(ProcessTable.uid(me), ProcessTable.uidHere(me));
    }

    private static ProcStat process(long pid, long parent) {
        return new ProcStat(new ProcessId(pid, 7), "sh", 'S', parent, 1);
    }

    private static Set<Long> numbers(List<ProcStat> processes) {
        return processes.stream().map(process -> process.id().pid()).collect(Collectors.toSet());
    }

    @Test
    void argumentsOfAProcess() throws IOException {
        var process = new ProcessBuilder("/bin/sleep", "60").start();
        try {
            assertEquals(List.of("/bin/sleep", "60"), ProcessTable.strings(process.pid(), "cmdline", Duration.ofSeconds(5)));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(List.of(), ProcessTable.strings(process.pid(), "none", Duration.ofSeconds(5)));
    }
}
