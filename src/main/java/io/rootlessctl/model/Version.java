package io.rootlessctl.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A version by its numbers: {@code 20.10.24}; what follows them ({@code +dfsg1}) does not count. */
public record Version(List<Integer> numbers) implements Comparable<Version> {
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})*");

    public Version {
        numbers = List.copyOf(numbers);
    }

    public static Version of(Integer... numbers) {
        return new Version(List.of(numbers));
    }

    /** The first run of numbers in the text, {@code 1.1.0} of {@code rootlesskit version 1.1.0}. */
    public static Optional<Version> find(String text) {
        var match = NUMBERS.matcher(text);
        if (!match.find()) {
            return Optional.empty();
        }
        var numbers = new ArrayList<Integer>();
        for (var number : match.group().split("\\.")) {
            numbers.add(Integer.parseInt(number));
        }
        return Optional.of(new Version(numbers));
    }

    public boolean atLeast(Version other) {
        return compareTo(other) >= 0;
    }

    public boolean atLeast(Integer... others) {
        return compareTo(of(others)) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = Integer.compare(number(i), other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int number(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
