package io.rootlessctl.host;

import io.rootlessctl.model.Observation;
import java.util.List;

/** One user's subordinate ids and everybody's ranges, of /etc/subuid and /etc/subgid; absent when the file is. */
public record SubIds(Observation<List<Range>> uids, Observation<List<Range>> gids) {

    /**
     * @param owner a user's name or number, as the file has it
     * @param own whether that is the user who was asked for
     */
    public record Range(String owner, boolean own, long start, long count) {
        public long end() {
            return start + count;
        }

        public boolean overlaps(long otherStart, long otherCount) {
            return start < otherStart + otherCount && otherStart < end();
        }
    }
}
