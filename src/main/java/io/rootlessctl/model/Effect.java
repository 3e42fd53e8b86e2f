package io.rootlessctl.model;

/** What a change costs the people who use the host, in rising order. */
public enum Effect {
    /** Nobody notices. */
    NONE("none"),
    /** The daemon reads its settings again; containers run on. */
    RELOAD("reload"),
    /** The daemon restarts; containers stop, those with a restart policy come back. */
    RESTART("restart"),
    /** The daemon stops and stays so, and its containers with it. */
    STOP("stop"),
    /** The user has to log in again. */
    USER_SESSION("user-session"),
    /** The host has to boot again. */
    REBOOT("reboot");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    public Effect atLeast(Effect other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public String toString() {
        return text;
    }
}
