package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubIdFileTest {
    private static final Account ALICE = new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/sh"));

    @Test
    @DisplayName("P2: lines are read as shadow 4.13 was seen to read them")
    void lines() {
        var file = SubIdFile.parse(SubIdFile.UIDS, """
                # ranges
                alice:100000:65536

                1000:0x100000:0x10
                alice: 700000:10
                alice:700100:10:x
                alice:0700200:10
                alice:700300:99999999999
                alice:+800500:10
                alice:800300:0
                #alice:800000:10
                 alice:800100:10
                alice:800200:
                alice:800400:10\s
                alice:-5:10
                alice:0900:10
                alice
                """);
        assertEquals(List.of("100000+65536", "1048576+16", "700000+10", "700100+10", "229504+10", "700300+99999999999",
                "800500+10"), file.of(ALICE).stream().map(SubIdRange::span).toList());
        assertEquals(List.of("13", "14", "15", "16", "17"),
                file.unread().stream().map(line -> line.replaceAll("line (\\d+):.*", "$1")).toList());
        assertEquals(8, file.ranges().size(), "with that of the owner whose name begins with a blank");
    }

    @ParameterizedTest(name = "P2: {0} -> {1}")
    @CsvSource(delimiter = '|', value = {
        "alice 0+10, bob 10+10 | ''",
        "alice 0+10, bob 9+10 | alice-bob",
        "alice 0+100, bob 20+10, carol 50+10 | alice-bob alice-carol",
        "alice 0+30, bob 0+100, carol 20+10 | alice-bob bob-carol alice-carol",
        "alice 0+100, alice 50+100 | alice twice",
        "alice 0+100, 1000 0+100 | alice twice",
        "1000 0+100, alice 50+100 | 1000 twice",
        "alice 0+100, 1001 0+100 | alice-1001",
        "nobody-knows 0+100, 4242 0+100 | nobody-knows-4242",
        "alice 0+100, bob 10+10, alice 30+10 | alice-bob alice twice",
        "alice 0+100, alice 10+20, bob 15+3 | alice twice alice-bob",
        "bob 0+50, alice 0+100, alice 60+10, carol 65+1 | bob-alice alice twice alice-carol",
        "alice 990+20 | alice has 1000",
        "bob 990+20, carol 2000+1 | bob has 1000",
        "bob 990+12 | bob has 1000",
    })
    void conflicts(String ranges, String expected) {
        var host = new FakeHost().user("alice", 1000).user("bob", 1001).user("carol", 1002);
        var ids = new TreeMap<>(Map.of(1000L, "alice", 1001L, "bob"));
        var file = new SubIdFile(SubIdFile.UIDS, Arrays.stream(ranges.split(", ")).map(SubIdFileTest::range).toList(),
                List.of());
        var found = SubIdConflict.in(file, ids, host).stream().map(conflict -> switch (conflict) {
            case SubIdConflict.Overlap(var _, var one, var other) -> one.owner() + "-" + other.owner();
            case SubIdConflict.Repeated(var _, var repeated) -> repeated.first().owner() + " twice";
            case SubIdConflict.Covering(var _, var range, var id, var _) -> range.owner() + " has " + id;
        }).collect(Collectors.joining(" "));
        assertEquals(expected, found);
    }

    private static SubIdRange range(String text) {
        var parts = text.split("[ +]");
        return new SubIdRange(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @ParameterizedTest(name = "P2: nsswitch.conf \"{0}\": {1}")
    @CsvSource({
        "'', ''",
        "'passwd: files sss', ''",
        "'subid: sss', sss",
        "'subid:\tsss', sss",
        "'SubId:sss files', sss",
        "'subid: files sss', ''",
        "'#subid: sss', ''",
        "' subid: sss', ''",
        "'subid:', ''",
        "'subid:;passwd: files', ''",
        "'passwd: files;subid: sss # by hand', sss",
    })
    void sources(String lines, String source) {
        assertEquals(Optional.of(source).filter(name -> !name.isEmpty()), SubIdSource.named(lines.replace(";", "\n")));
    }
}
