package io.rootlessctl.host.linux;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The answers to questions of one moment, so that what does not differ between users is looked up once for all. */
final class Memory {
    private final boolean keeps;
    private final Map<List<?>, Object> known = new ConcurrentHashMap<>();

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
        var answer = (T) known.get(question);
        if (answer == null) {
            // Not within computeIfAbsent: one look may need another.
            answer = look.get();
            if (worth.test(answer)) {
                known.put(question, answer);
            }
        }
        return answer;
    }
}
