package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the applies so far left on the host and at each user: the third side of every comparison.
 *
 * @param unreadable scopes of which it is not known, and why
 * @param made the directories that came with us, and go when nothing is in them any more
 */
public record LastApplied(
        Map<Scope, SortedMap<Address, Applied>> scopes, Map<Scope, String> unreadable, Map<Scope, Set<Path>> made) {
    public static final LastApplied NONE = new LastApplied(Map.of(), Map.of(), Map.of());

    public LastApplied {
        scopes = scopes.entrySet().stream().collect(Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> Collections.unmodifiableSortedMap(new TreeMap<>(entry.getValue()))));
        unreadable = Map.copyOf(unreadable);
        made = made.entrySet().stream().collect(Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    public SortedMap<Address, Applied> in(Scope scope) {
        return scopes.getOrDefault(scope, Collections.emptySortedMap());
    }

    public Applied at(Scope scope, Address address) {
        return in(scope).getOrDefault(address, Applied.NOTHING);
    }

    public Set<Path> made(Scope scope) {
        return made.getOrDefault(scope, Set.of());
    }

    /** The names that addresses of one kind have. */
    public Set<String> names(Scope scope, String kind) {
        return in(scope).keySet().stream()
                .filter(address -> address.kind().equals(kind))
                .map(Address::name)
                .collect(Collectors.toUnmodifiableSet());
    }
}
