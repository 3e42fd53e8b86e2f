package io.rootlessctl.host;

/** The process is gone: no clause of the product's that catches failures runs after it. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String write) {
        super("ended before " + write, null, false, false);
    }
}
