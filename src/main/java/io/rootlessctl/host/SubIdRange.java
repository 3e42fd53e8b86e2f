package io.rootlessctl.host;

/**
 * Subordinate ids that somebody has, of /etc/subuid, /etc/subgid or a directory.
 *
 * @param owner a user's name or number, as it is written there
 */
public record SubIdRange(String owner, long start, long count) {
    /** The first id after it. */
    public long end() {
        return start + count;
    }

    public boolean overlaps(SubIdRange other) {
        return start < other.end() && other.start < end();
    }

    /** {@code 100000+65536} */
    public String span() {
        return start + "+" + count;
    }
}
