package io.rootlessctl.host;

/** What came of an attempt to reach a place from a daemon's network. */
public enum Reach {
    REACHED("is reached from the daemon's network"),
    /** And the host itself finds it. */
    NOT_LOOKED_UP("is not found by name from the daemon's network, and is from the host's"),
    /** And the host itself reaches it. */
    NOT_CONNECTED("is not reached from the daemon's network, and is from the host's"),
    /** Which says nothing of the daemon. */
    NOT_FROM_HOST("is reached neither from the daemon's network nor from the host's");

    private final String text;

    Reach(String text) {
        this.text = text;
    }

    /** Whether it is the daemon's network that fails. */
    public boolean lost() {
        return this == NOT_LOOKED_UP || this == NOT_CONNECTED;
    }

    /** What follows the name of the place. */
    @Override
    public String toString() {
        return text;
    }
}
