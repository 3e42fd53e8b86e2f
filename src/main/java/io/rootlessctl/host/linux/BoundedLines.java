package io.rootlessctl.host.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The lines of what a user's program writes, which may be one that never ends: of each only the beginning is kept. */
final class BoundedLines implements AutoCloseable {
    static final int MOST = 64 << 10;

    private final BufferedReader in;
    private final int most;
    private boolean lineFeedBelongsToReturn;

    /** @param most of a line, in characters */
    BoundedLines(InputStream in, int most) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.most = most;
    }

    /** The next one without its end, which is as {@link BufferedReader#readLine} has it; null after the last. */
    String next() throws IOException {
        int one = in.read();
        if (lineFeedBelongsToReturn && one == '\n') {
            one = in.read();
        }
        lineFeedBelongsToReturn = false;
        if (one < 0) {
            return null;
        }
        var line = new StringBuilder();
        for (; one >= 0 && one != '\n' && one != '\r'; one = in.read()) {
            if (line.length() < most) {
                line.append((char) one);
            }
        }
        lineFeedBelongsToReturn = one == '\r';
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
