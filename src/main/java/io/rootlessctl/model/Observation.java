package io.rootlessctl.model;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a look at the host gave. Absence is a value and not a failure; a permission error never reads as absence.
 *
 * <table>
 * <caption>What each variant allows</caption>
 * <tr><th>variant</th><th>means</th><th>may be changed</th></tr>
 * <tr><td>Present</td><td>read and understood</td><td>yes</td></tr>
 * <tr><td>Absent</td><td>looked, and it is not there</td><td>yes, by creating it</td></tr>
 * <tr><td>Unreadable</td><td>could not look; {@code problem} is the system's reason</td><td>no</td></tr>
 * <tr><td>Malformed</td><td>read, but not understood; {@code problem} says where</td><td>no: it would be lost</td></tr>
 * </table>
 */
public sealed interface Observation<T> {

    record Present<T>(T value) implements Observation<T> {}

    record Absent<T>() implements Observation<T> {}

    record Unreadable<T>(String subject, String problem) implements Observation<T> {}

    record Malformed<T>(String subject, String problem) implements Observation<T> {}

    static <T> Observation<T> present(T value) {
        return new Present<>(value);
    }

    static <T> Observation<T> absent() {
        return new Absent<>();
    }

    /** The value where there is one. The other three cases look alike here: use it only where that is right. */
    default Optional<T> found() {
        return this instanceof Present<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** Why nothing may be concluded, {@code subject: problem}; empty when the thing was read or is absent. */
    default Optional<String> obstacle() {
        return switch (this) {
            case Present<T>(T _), Absent<T>() -> Optional.empty();
            case Unreadable<T>(String subject, String problem) -> Optional.of(subject + ": " + problem);
            case Malformed<T>(String subject, String problem) -> Optional.of(subject + ": " + problem);
        };
    }

    default <R> Observation<R> map(Function<? super T, ? extends R> then) {
        return flatMap(value -> new Present<>(then.apply(value)));
    }

    default <R> Observation<R> flatMap(Function<? super T, ? extends Observation<R>> then) {
        return switch (this) {
            case Present<T>(T value) -> then.apply(value);
            case Absent<T>() -> new Absent<>();
            case Unreadable<T>(String subject, String problem) -> new Unreadable<>(subject, problem);
            case Malformed<T>(String subject, String problem) -> new Malformed<>(subject, problem);
        };
    }
}
