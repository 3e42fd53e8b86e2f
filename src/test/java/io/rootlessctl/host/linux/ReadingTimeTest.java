package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I9: one user's large files keep root for a bounded time, however many they are")
class ReadingTimeTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final ReadingTime time = new ReadingTime(Duration.ofSeconds(30), now::get);

    private int read(Duration taking) throws IOException {
        return time.of(Path.of("/home/alice/dockerd"), new ByteArrayInputStream(new byte[2]), content -> taking(content, taking));
    }

    private int taking(InputStream content, Duration each) throws IOException {
        int bytes = 0;
        while (content.read() >= 0) {
            bytes++;
            now.addAndGet(each.toNanos());
        }
        return bytes;
    }

    @Test
    void allFilesTogether() throws IOException {
        assertEquals(2, read(Duration.ofSeconds(10)));
        now.addAndGet(Duration.ofHours(1).toNanos());
        var problem = assertThrows(IOException.class, () -> read(Duration.ofSeconds(11)));
        assertEquals("/home/alice/dockerd: not read to its end, as this user's programs and archives have taken more than 30 s; "
                + "name fewer, or put them on a faster disk", problem.getMessage());
        assertThrows(IOException.class, () -> read(Duration.ZERO));
    }
}
