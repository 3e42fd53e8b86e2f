package io.rootlessctl.host.linux;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The answers to questions of one moment, so that what does not differ between users is looked up once for all. Who asks
 * what another thread is looking up waits for it.
 */
final class Memory {
    private final boolean keeps;
    private final Map<List<?>, FutureTask<?>> known = new ConcurrentHashMap<>();

    /** @param keeps false where each question is to be asked anew */
    Memory(boolean keeps) {
        this.keeps = keeps;
    }

    /** @param question the words and values that tell this question from all others, whose answers may be of other types */
    <T> T of(List<?> question, Supplier<T> look) {
        return of(question, look, _ -> true);
    }

    /** @param worth whether to keep the answer */
    @SuppressWarnings("unchecked")
    <T> T of(List<?> question, Supplier<T> look, Predicate<T> worth) {
        if (!keeps) {
            return look.get();
        }
        // Looked up outside of computeIfAbsent: one look may need another.
        var task = (FutureTask<T>) known.computeIfAbsent(question, _ -> new FutureTask<>(look::get));
        task.run();
        try {
            var answer = task.get();
            if (!worth.test(answer)) {
                known.remove(question, task);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at the host", e);
        } catch (ExecutionException failed) {
            known.remove(question, task);
            throw thrown(failed.getCause());
        }
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }
}
