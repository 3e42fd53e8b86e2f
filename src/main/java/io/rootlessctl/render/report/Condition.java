package io.rootlessctl.render.report;

/** How one host of a fleet is, the worst first. */
enum Condition {
    /** A daemon that does not run as it should, or an apply that failed. */
    FAILED("failed", "bad"),
    /** No file of it could be read. */
    UNREADABLE("not read", "bad"),
    DRIFTED("not as declared", "warn"),
    /** Nothing tells whether it is as declared. */
    UNKNOWN("not compared", "plain"),
    GOOD("as declared", "good");

    private final String label;
    private final String tone;

    Condition(String label, String tone) {
        this.label = label;
        this.tone = tone;
    }

    String label() {
        return label;
    }

    String tone() {
        return tone;
    }

    /** To sort by. */
    int rank() {
        return ordinal();
    }
}
