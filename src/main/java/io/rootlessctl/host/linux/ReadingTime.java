package io.rootlessctl.host.linux;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How long one user's large files may be read, all together: what is in them, and how many there are, is up to the user. */
final class ReadingTime {
    /** For a look, in which the other users wait, too. Some hundred megabytes take a few seconds. */
    static final Duration LOOK = Duration.ofSeconds(30);
    /** For an archive that is being unpacked, on whatever disk. */
    static final Duration UNPACKING = Duration.ofMinutes(10);

    private final Duration most;
    private final LongSupplier now;
    private final AtomicLong spent = new AtomicLong();

    /** @param now nanoseconds since any time */
    ReadingTime(Duration most, LongSupplier now) {
        this.most = most;
        this.now = now;
    }

    ReadingTime(Duration most) {
        this(most, System::nanoTime);
    }

    /** @throws IOException when the time is over, which is seen between two reads, or what {@code reading} throws */
    <T> T of(Path file, InputStream content, ProgramSource.Reading<T> reading) throws IOException {
        long start = now.getAsLong();
        try {
            return reading.read(new Watched(file, content, start));
        } finally {
            spent.addAndGet(now.getAsLong() - start);
        }
    }

    private final class Watched extends FilterInputStream {
        private final Path file;
        private final long start;

        Watched(Path file, InputStream content, long start) {
            super(content);
            this.file = file;
            this.start = start;
        }

        @Override
        public int read() throws IOException {
            check();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            check();
            return super.read(bytes, offset, length);
        }

        private void check() throws IOException {
            if (spent.get() + now.getAsLong() - start > most.toNanos()) {
                throw new IOException(file + ": not read to its end, as this user's programs and archives have taken more than "
                        + most.toSeconds() + " s; name fewer, or put them on a faster disk");
            }
        }
    }
}
