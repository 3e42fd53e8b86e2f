package io.rootlessctl.resource;

import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * The subordinate ids that nobody has, neither as users nor as groups.
 *
 * @param taken by whom, sorted by their start
 */
record FreeIds(IdLimits limits, List<SubIdRange> taken) {

    /** What looking for a range comes to. */
    sealed interface Search {
        record Found(long start) implements Search {}

        /** @param widest how many ids the largest gap has, which begins at {@code at} */
        record Full(long widest, long at) implements Search {}
    }

    FreeIds {
        taken = taken.stream().sorted(Order.by(SubIdRange::start)).toList();
    }

    /** @param ranges of both files, and those that others are about to get */
    static FreeIds beside(Collection<SubIdRange> ranges, IdsInUse ids, IdLimits limits) {
        var taken = new ArrayList<>(ranges);
        addPoints(ids.users(), limits, taken);
        addPoints(ids.groups(), limits, taken);
        return new FreeIds(limits, taken);
    }

    private static void addPoints(SortedMap<Long, String> ids, IdLimits limits, List<SubIdRange> taken) {
        ids.tailMap(limits.first()).forEach((id, name) -> taken.add(new SubIdRange(name, id, 1)));
    }

    /** The lowest range of this size within the limits. */
    Search first(long size) {
        long start = limits.first();
        long widest = 0;
        long at = start;
        for (var other : taken) {
            long gap = Math.min(other.start(), limits.last() + 1) - start;
            if (gap >= size) {
                return new Search.Found(start);
            }
            if (gap > widest) {
                widest = gap;
                at = start;
            }
            start = Math.max(start, other.end());
        }
        long rest = Math.max(0, limits.last() + 1 - start);
        if (rest >= size) {
            return new Search.Found(start);
        }
        return rest > widest ? new Search.Full(rest, start) : new Search.Full(widest, at);
    }
}
