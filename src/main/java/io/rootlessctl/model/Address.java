package io.rootlessctl.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names one managed thing of a host, written {@code kind[name]}: {@code sysctl[net.ipv4.ping_group_range]},
 * {@code daemon-json[alice]}. A thing of which a user has exactly one bears the user's name.
 */
public record Address(String kind, String name) implements Comparable<Address> {
    private static final Pattern SYNTAX = Pattern.compile("([a-z][a-z0-9-]*)\\[(.+)]");

    public Address {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
    }

    /** Reads what {@link #toString} writes. */
    public static Address parse(String text) {
        var match = SYNTAX.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("address: found \"" + text + "\", expected kind[name]");
        }
        return new Address(match.group(1), match.group(2));
    }

    @Override
    public int compareTo(Address other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return kind + "[" + name + "]";
    }
}
