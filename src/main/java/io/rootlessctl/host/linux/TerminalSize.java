package io.rootlessctl.host.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How large the terminal behind a file descriptor is. */
public final class TerminalSize {
    /** TIOCGWINSZ on all processors that this program runs on. */
    private static final long GET_WINDOW_SIZE = 0x5413;
    /** Rows, columns, and two more that nobody sets, each of 16 bits. */
    private static final int WINDOW_SIZE = 8;
    private static final int COLUMNS = 2;
    /** TCGETS, as isatty(3) asks, and room for its answer. */
    private static final long GET_SETTINGS = 0x5401;
    private static final int SETTINGS = 256;

    private TerminalSize() {}

    /** 0 where it is no terminal, or one that does not tell. */
    public static int columns(int descriptor) {
        var answer = new byte[WINDOW_SIZE];
        return LibC.ioctl(descriptor, GET_WINDOW_SIZE, answer) == 0
                ? Short.toUnsignedInt(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getShort(COLUMNS)) : 0;
    }

    /** Whether it is one, whatever its name. */
    static boolean terminal(int descriptor) {
        return LibC.ioctl(descriptor, GET_SETTINGS, new byte[SETTINGS]) == 0;
    }
}
