package io.rootlessctl.model;

import java.util.Comparator;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Orders of what a plan sorts. Those of {@link Comparator}'s own makers can be serialised, which is why the JVM's cache of
 * classes never has them and each run makes theirs anew.
 */
public final class Order {
    private Order() {}

    /** The smallest first. */
    public static <T> Comparator<T> by(ToLongFunction<T> key) {
        return (one, other) -> Long.compare(key.applyAsLong(one), key.applyAsLong(other));
    }

    /** Those of which it is not so, then those of which it is. */
    public static <T> Comparator<T> last(Predicate<T> condition) {
        return (one, other) -> Boolean.compare(condition.test(one), condition.test(other));
    }
}
