package io.rootlessctl.resource;

import io.rootlessctl.host.SubIds.Range;
import java.util.List;
import java.util.Optional;

/** Where a further range of sub-ids has room between everybody's. */
final class FreeIds {
    /** login.defs' SUB_UID_MIN as distributions ship it. */
    private static final long FIRST = 100_000;

    private FreeIds() {}

    /** The lowest start at which neither anybody's range nor the user's own id is hit. */
    static long first(List<Range> taken, long uid, long size) {
        long start = FIRST;
        for (var next = blocking(taken, start, uid, size); next.isPresent(); next = blocking(taken, start, uid, size)) {
            start = next.get();
        }
        return start;
    }

    /** The first id after what blocks the range from {@code start}. */
    private static Optional<Long> blocking(List<Range> taken, long start, long uid, long size) {
        if (uid >= start && uid < start + size) {
            return Optional.of(uid + 1);
        }
        return overlap(taken, start, size).map(Range::end);
    }

    static Optional<Range> overlap(List<Range> taken, long start, long size) {
        return taken.stream().filter(range -> range.overlaps(start, size)).findFirst();
    }
}
