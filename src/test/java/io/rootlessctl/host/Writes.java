package io.rootlessctl.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Every effect on a fake host in order, and the trouble that a test has asked for at one of them. */
final class Writes {
    private final List<String> log = new ArrayList<>();
    private int crashAt;
    private int failAt;
    private int failUntil;
    private String reason = "no space left on device";
    private int stopAt;
    private Runnable stop = () -> {};
    private String refused = "";

    void crashAt(int number) {
        crashAt = log.size() + number;
    }

    /** The writes from {@code first} to {@code last} fail; the next one is number 1. */
    void fail(int first, int last) {
        failAt = log.size() + first;
        failUntil = log.size() + last;
    }

    /** What failures say from now on. */
    void failWith(String why) {
        reason = why;
    }

    /** Somebody ends the process at the {@code number}th write from now, which is made all the same. */
    void stopAt(int number, Runnable told) {
        stopAt = log.size() + number;
        stop = told;
    }

    /** Every write that is logged as this fails. */
    void refuse(String write) {
        refused = write;
    }

    void noTrouble() {
        refused = "";
        crashAt = 0;
        failAt = 0;
        failUntil = 0;
        stopAt = 0;
    }

    List<String> log() {
        return List.copyOf(log);
    }

    void begin(String write) throws IOException {
        log.add(write);
        if (log.size() == stopAt) {
            stop.run();
        }
        if (log.size() == crashAt) {
            throw new Crash(write);
        }
        if (write.equals(refused)) {
            throw new IOException(write + ": operation not permitted");
        }
        if (failAt > 0 && log.size() >= failAt && log.size() <= failUntil) {
            throw new IOException(write + ": " + reason);
        }
    }
}
