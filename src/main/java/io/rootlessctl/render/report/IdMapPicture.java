package io.rootlessctl.render.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A daemon's user namespace: which ids of the host stand behind the ids that containers have. Drawn as one band a range,
 * from the host on the left to the containers on the right, in the order of the ids inside.
 *
 * @param id what it is called by on the page
 * @param height of the drawing, in its own units
 */
record IdMapPicture(String id, String user, List<Band> bands, int height) {
    private static final int TOP = 34;
    private static final int BAND = 54;
    private static final int GAP = 12;

    /**
     * @param y where it is drawn; {@code middle}, {@code upper} and {@code lower} are where its texts are
     * @param host the ids of the host, {@code 100000 – 165535}
     * @param whose to whom they belong
     * @param inside the ids in the namespace, and so in containers
     * @param role who has them there
     * @param count how many there are
     */
    record Band(int y, int middle, int upper, int lower, String host, String whose, String inside, String role, long count) {}

    IdMapPicture {
        bands = List.copyOf(bands);
    }

    /** @param uidMap objects with {@code inside}, {@code outside} and {@code count} */
    static IdMapPicture of(String id, String user, List<Fields> uidMap) throws NotAReportException {
        var bands = new ArrayList<Band>();
        for (var range : uidMap) {
            int y = TOP + bands.size() * (BAND + GAP);
            long inside = range.number("inside");
            long count = range.number("count");
            bands.add(new Band(y, y + BAND / 2 + 5, y + 23, y + 42, span(range.number("outside"), count),
                    inside == 0 ? user : "subordinate ids", span(inside, count), inside == 0 ? "root" : "all other users", count));
        }
        return new IdMapPicture(id, user, bands, TOP + bands.size() * (BAND + GAP));
    }

    private static String span(long first, long count) {
        return count <= 1 ? Long.toString(first) : first + " – " + (first + count - 1);
    }

    boolean known() {
        return !bands.isEmpty();
    }
}
