package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.resource.FreeIds.Search;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeIdsTest {
    private static final IdLimits USUAL = IdLimits.parse("");

    @ParameterizedTest(name = "P2: {2} ids beside \"{0}\" and the accounts {1}: from {3}")
    @CsvSource({
        "'', 1000, 65536, 100000",
        "100000+65536, 1000, 65536, 165536",
        "100000+65536 165536+65536, 1000, 65536, 231072",
        "165536+65536 100000+65536, 1000, 65536, 231072",
        "100000+65536 200000+65536, 1000, 65536, 265536",
        "100000+65536 231072+65536, 1000, 65536, 165536",
        "165535+1, 1000, 65536, 165536",
        "99999+1, 1000, 65536, 100000",
        "50000+100000, 1000, 65536, 150000",
        "'', 100000, 65536, 100001",
        "'', 165535, 65536, 165536",
        "'', 165536, 65536, 100000",
        "'', 600000 150000 400000, 65536, 150001",
        "100000+65536 100000+65536, 1000, 65536, 165536",
        "100000+99999999999, 1000, 65536, 0",
        "100000+599934465, 1000, 65536, 600034465",
        "100000+599934466, 1000, 65536, 0",
        "100000+599934464, 1000, 65536, 600034464",
        "100000+599934465, 600100000, 65536, 0",
        "5000000000+10, 1000, 65536, 100000",
    })
    void theFirstFreeRange(String taken, String accounts, long size, long start) {
        assertEquals(start, switch (free(taken, accounts, USUAL).first(size)) {
            case Search.Found(var found) -> found;
            case Search.Full _ -> 0;
        });
    }

    @Test
    @DisplayName("P2: where there is no room, the widest gap is told")
    void noRoom() {
        var limits = IdLimits.parse("SUB_UID_MIN 1000\nSUB_UID_MAX 9999\nSUB_GID_MIN 2000\nSUB_GID_MAX 20000\n");
        assertEquals(new Search.Full(3999, 6001), free("2000+1000", "1000 6000", limits).first(4000));
        assertEquals(new Search.Found(6001), free("2000+1000", "1000 6000", limits).first(3999));
        assertEquals(new Search.Full(0, 2000), free("0+4294967296", "", limits).first(1));
    }

    @ParameterizedTest(name = "P2: login.defs \"{0}\": {1} to {2}, {3} a user, {4} faults")
    @CsvSource({
        "'', 100000, 600100000, 65536, 0",
        "'SUB_UID_MIN 200000', 200000, 600100000, 65536, 0",
        "'SUB_GID_MIN\t0x30d40', 200000, 600100000, 65536, 0",
        "'#SUB_UID_MIN 200000', 100000, 600100000, 65536, 0",
        "'SUB_UID_MIN 200000;SUB_UID_MIN 300000', 300000, 600100000, 65536, 0",
        "'SUB_UID_MAX 4294967295', 100000, 600100000, 65536, 0",
        "'SUB_UID_MAX 4294967295;SUB_GID_MAX 4294967295', 100000, 4294967294, 65536, 0",
        "'SUB_UID_COUNT 131072', 100000, 600100000, 131072, 0",
        "'SUB_UID_MIN many;SUB_GID_COUNT -1', 100000, 600100000, 65536, 2",
        "' SUB_UID_MIN \"200000\" ', 200000, 600100000, 65536, 0",
    })
    void limits(String lines, long first, long last, long count, int faults) {
        var limits = IdLimits.parse(lines.replace(";", "\n"));
        assertEquals(List.of(first, last, count), List.of(limits.first(), limits.last(), limits.count()));
        assertEquals(faults, limits.faults().size(), limits.faults()::toString);
    }

    private static FreeIds free(String taken, String accounts, IdLimits limits) {
        var ids = Arrays.stream(accounts.split(" ")).filter(id -> !id.isEmpty())
                .collect(Collectors.toMap(Long::valueOf, id -> "user" + id));
        return FreeIds.beside(ranges(taken), new IdsInUse(new TreeMap<>(ids), new TreeMap<>()), limits);
    }

    private static List<SubIdRange> ranges(String text) {
        return Arrays.stream(text.split(" ")).filter(range -> !range.isEmpty()).map(range -> range.split("\\+"))
                .map(parts -> new SubIdRange("other", Long.parseLong(parts[0]), Long.parseLong(parts[1]))).toList();
    }
}
