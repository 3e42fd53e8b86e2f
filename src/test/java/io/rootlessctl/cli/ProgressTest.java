package io.rootlessctl.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void somethingSlowIsNamedOnOneLineUntilItIsDone() {
        try (var progress = new Progress(err, true, 80, SOON)) {
            progress.show("restarting the daemon");
            await().until(() -> printed().contains("restarting the daemon ... 0 s"));
            assertFalse(printed().contains("\n"), this::printed);
            progress.clear();
            assertTrue(printed().endsWith("\r\u001b[K"), this::printed);
        }
    }

    @Test
    void staysOnOneLineOfANarrowTerminal() {
        try (var progress = new Progress(err, true, 24, SOON)) {
            progress.show("installing packages that have long names");
            await().until(() -> printed().contains("\r\u001b[Kinstalling pac… ... 0 s"));
        }
    }

    @Test
    void theNextThingTakesTheLine() {
        try (var progress = new Progress(err, true, 80, SOON)) {
            progress.show("first");
            await().until(() -> printed().contains("first"));
            progress.show("second");
            var before = printed();
            await().until(() -> printed().contains("second"));
            assertFalse(printed().substring(before.length()).contains("first"), this::printed);
        }
    }

    @Test
    void theLineIsGoneWhenTheWorkFails() {
        try (var progress = new Progress(err, true, 80, SOON)) {
            progress.show("asking");
            await().until(() -> printed().contains("asking"));
        }
        assertTrue(printed().endsWith("\r\u001b[K"), this::printed);
    }

    @Test
    void whatIsDoneInTimeLeavesNothing() {
        try (var progress = new Progress(err, true, 80, NEVER)) {
            progress.show("looking");
            progress.show("writing");
            progress.clear();
        }
        assertEquals("", printed());
    }

    @Test
    void nothingIsPrintedWhereThereIsNoTerminal() throws InterruptedException {
        var later = new CountDownLatch(5);
        try (var silent = new Progress(err, false, 80, SOON); var clock = new Ticks(later)) {
            silent.show("looking");
            assertTrue(later.await(10, TimeUnit.SECONDS), clock::toString);
            silent.clear();
        }
        assertEquals("", printed());
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A progress line of its own, by which time is seen to pass. */
    private record Ticks(Progress progress) implements AutoCloseable {
        Ticks(CountDownLatch latch) {
            this(new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
                @Override
                public void flush() {
                    latch.countDown();
                }
            }, true, 80, SOON));
            progress.show("time");
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
