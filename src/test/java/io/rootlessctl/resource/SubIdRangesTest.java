package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.SubIds.Range;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COVERAGE P2: the first free range. */
class SubIdRangesTest {

    @ParameterizedTest(name = "{2} ids beside \"{0}\" for user {1}: from {3}")
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
        "100000+65536 100000+65536, 1000, 65536, 165536",
    })
    void theFirstFreeRange(String taken, long uid, long size, long start) {
        assertEquals(start, FreeIds.first(ranges(taken), uid, size));
    }

    private static List<Range> ranges(String text) {
        return Arrays.stream(text.split(" ")).filter(range -> !range.isEmpty()).map(range -> range.split("\\+"))
                .map(parts -> new Range("other", false, Long.parseLong(parts[0]), Long.parseLong(parts[1]))).toList();
    }
}
