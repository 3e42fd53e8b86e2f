package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnswerTreeTest {
    private static final byte[] ANSWER = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger trees = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private int shaped() throws MalformedAnswer {
        return AnswerTree.shaped("/x", ANSWER, tree -> {
            most.accumulateAndGet(trees.incrementAndGet(), Math::max);
            Thread.yield();
            trees.decrementAndGet();
            return tree.path("a").asInt();
        });
    }

    @Test
    @DisplayName("I6: of answers that come at the same time one is in memory as a tree, and one that is none holds up nobody")
    void oneTreeAtATime() throws Exception {
        assertThrows(MalformedAnswer.class, () -> AnswerTree.shaped("/x", new byte[] {'{'}, tree -> tree));
        Callable<Integer> one = this::shaped;
        try (var threads = Executors.newFixedThreadPool(4)) {
            int sum = 0;
            for (Future<Integer> done : threads.invokeAll(Collections.nCopies(200, one))) {
                sum += done.get();
            }
            assertEquals(200, sum);
        }
        assertEquals(1, most.get());
    }
}
