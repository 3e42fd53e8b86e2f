package io.rootlessctl.apply;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a text becomes while it is read takes up to thirty times its room, and a user may have made a file as long as any
 * is read: several users' long ones are read one after the other.
 */
final class LongText {
    private static final int LONG = 16 << 10;
    private static final ReentrantLock ONE = new ReentrantLock();

    private LongText() {}

    interface Reading<T> {
        T read() throws IOException;
    }

    static boolean is(String text) {
        return text.length() > LONG;
    }

    /** What {@code reading} makes of the text: of a long one when no other is read. */
    static <T> T read(String text, Reading<T> reading) throws IOException {
        return is(text) ? alone(reading) : reading.read();
    }

    static <T> T alone(Reading<T> reading) throws IOException {
        ONE.lock();
        try {
            return reading.read();
        } finally {
            ONE.unlock();
        }
    }
}
