package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AtOnceTest {
    private static final List<Integer> MANY = IntStream.range(0, 50).boxed().toList();

    @Test
    @DisplayName("results are in the order of what was looked at, whichever is ready first")
    void order() {
        var last = new CountDownLatch(1);
        var seen = AtOnce.each(List.of(1, 2), 2, one -> {
            if (one == 1) {
                await(last);
            } else {
                last.countDown();
            }
            return one * 10;
        });
        assertEquals(List.of(10, 20), seen);
        assertEquals(MANY, AtOnce.each(MANY, 4, one -> one));
    }

    @Test
    @DisplayName("one at a time is looked at by whoever asks, several by no more threads than are allowed, the asker's among them")
    void threads() {
        assertEquals(Set.of(Thread.currentThread()), Set.copyOf(AtOnce.each(MANY, 1, _ -> Thread.currentThread())));
        var used = ConcurrentHashMap.<Thread>newKeySet();
        AtOnce.each(MANY, 3, _ -> used.add(Thread.currentThread()));
        assertTrue(used.size() <= 3, used::toString);
    }

    @Test
    @DisplayName("when one has failed, none of the others still looks")
    void over() {
        var begun = new CountDownLatch(1);
        var over = new AtomicBoolean();
        assertThrows(IllegalArgumentException.class, () -> AtOnce.each(List.of(1, 2), 2, one -> {
            if (one == 1) {
                await(begun);
                throw new IllegalArgumentException("first");
            }
            begun.countDown();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            over.set(true);
            return one;
        }));
        assertTrue(over.get());
    }

    @Test
    @DisplayName("what a look throws comes as it was: of several the first's")
    void failures() {
        for (var problem : List.of(new IllegalArgumentException("first"), new OutOfMemoryError("first"))) {
            var thrown = assertThrows(problem.getClass(), () -> AtOnce.each(MANY, 4, one -> {
                if (one == 7) {
                    throw sneaky(problem);
                }
                if (one > 7) {
                    throw new IllegalStateException("a later one");
                }
                return one;
            }));
            assertSame(problem, thrown);
        }
    }

    private static RuntimeException sneaky(Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        }
        return (RuntimeException) problem;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
