package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("What is looked up once for all who ask the same")
class MemoryTest {
    private static final List<?> QUESTION = List.of("question");
    private final AtomicInteger looks = new AtomicInteger();

    private static void soon(Executable work) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), work);
    }

    @Test
    void onceForTwoWhoAskAtTheSameTime() {
        soon(() -> {
            var memory = new Memory(true);
            var begun = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var first = Thread.ofPlatform().start(() -> memory.of(QUESTION, () -> {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return looks.incrementAndGet();
            }));
            begun.await();
            var second = Thread.ofPlatform().start(() -> memory.of(QUESTION, looks::incrementAndGet));
            go.countDown();
            first.join();
            second.join();
            assertEquals(1, looks.get());
        });
    }

    @Test
    void oneLookMayNeedAnother() {
        var memory = new Memory(true);
        soon(() -> assertEquals(2, memory.of(QUESTION, () -> 1 + memory.of(List.of("other"), looks::incrementAndGet))));
    }

    @Test
    @DisplayName("a look that fails is made again by the next who asks")
    void aFailureIsNotKept() {
        var memory = new Memory(true);
        assertEquals("no", assertThrows(IllegalArgumentException.class, () -> memory.of(QUESTION, () -> {
            throw new IllegalArgumentException("no");
        })).getMessage());
        assertEquals(1, memory.of(QUESTION, looks::incrementAndGet));
    }

    @Test
    void whatIsNotWorthItIsLookedUpAnew() {
        var memory = new Memory(true);
        memory.of(QUESTION, looks::incrementAndGet, answer -> answer > 1);
        assertEquals(2, memory.of(QUESTION, looks::incrementAndGet, answer -> answer > 1));
        assertEquals(2, memory.of(QUESTION, looks::incrementAndGet, answer -> answer > 1));
    }

    @Test
    void orAtEachTime() {
        var memory = new Memory(false);
        memory.of(QUESTION, looks::incrementAndGet);
        assertEquals(2, memory.of(QUESTION, looks::incrementAndGet));
    }
}
