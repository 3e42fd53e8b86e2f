package io.rootlessctl.host.linux;

/**
 * The end of this process. {@link Runtime#halt} waits 300 ms for threads in native code, and one is there as long as a
 * daemon runs that this process has started, to know how it ends.
 */
public final class ProcessEnd {
    /** Ends it at once; nothing is flushed, no shutdown hook runs. */
    public void now(int status) {
        LibC.exit(status);
    }
}
