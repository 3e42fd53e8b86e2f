package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.edit.ChecksumList;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.ProgramsOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InstalledProgramsTest {
    private static final Path HOME = Path.of("/home/alice");
    private static final ProgramsOrder ORDER =
            new ProgramsOrder(HOME.resolve("docker"), HOME.resolve("bin"), "29.7.0", List.of());
    private static final String SUM = "0123456789abcdef".repeat(4);

    private static Map<String, String> faults(List<String> listed) {
        var host = FakeHost.debian();
        var sums = new LinkedHashMap<String, String>();
        listed.forEach(name -> sums.put(name, SUM));
        host.file(ORDER.directory().resolve(ProgramsOrder.SUMS).toString(), new ChecksumList(sums).text());
        var alice = host.account("alice").found().orElseThrow();
        return InstalledPrograms.look(ORDER, new TreeMap<>(), host, alice).found().orElseThrow().faults();
    }

    @Test
    @DisplayName("a list of programs that no install has written is changed, and nothing that it names is read")
    void foreignLists() {
        var changed = Map.of(ProgramsOrder.SUMS, "changed");
        assertEquals(Map.of("dockerd", "missing"), faults(List.of("dockerd")));
        assertEquals(changed, faults(List.of("dockerd", "../../../etc/shadow")));
        assertEquals(changed, faults(List.of("a program")));
        assertEquals(changed, faults(IntStream.rangeClosed(0, ProgramsOrder.MOST).mapToObj(number -> "p" + number).toList()));
    }
}
