package io.rootlessctl.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * What one table of the file holds, and where each entry is written. Merging keeps that: an entry that came from the
 * defaults still has its own key and position.
 *
 * @param key the dotted key of the table, {@code users.network}; empty for the file itself
 */
record Entries(String key, TomlPosition position, Map<String, Entry> byName) {

    /**
     * @param key where it is written, {@code users.network.mtu}, in quotes where TOML wants them
     * @param value as tomlj has it, but tables, other than those in arrays, as {@code Entries}
     */
    record Entry(String key, Object value, TomlPosition position) {

        /** The value as a table; empty when it is none. */
        Optional<Entries> table() {
            if (value instanceof TomlTable toml) {
                return Optional.of(of(key, position, toml));
            }
            return value instanceof Entries entries ? Optional.of(entries) : Optional.empty();
        }

        boolean isAfter(Entry other) {
            int lines = position.line() - other.position.line();
            return lines > 0 || lines == 0 && position.column() > other.position.column();
        }
    }

    Entries {
        byName = Collections.unmodifiableMap(byName);
    }

    static Entries of(String key, TomlPosition position, TomlTable toml) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var name : toml.keySet()) {
            entries.put(name, entry(dotted(key, name), toml, List.of(name)));
        }
        return new Entries(key, position, entries);
    }

    private static Entry entry(String key, TomlTable toml, List<String> path) {
        var position = toml.inputPositionOf(path);
        var value = toml.get(path);
        return new Entry(key, value instanceof TomlTable table ? of(key, position, table) : value, position);
    }

    static Entries none(String key, TomlPosition position) {
        return new Entries(key, position, Map.of());
    }

    Entries only(Set<String> names) {
        var kept = new LinkedHashMap<>(byName);
        kept.keySet().retainAll(names);
        return new Entries(key, position, kept);
    }

    /**
     * This table with what {@code defaults} has besides, key by key; of tables in both, theirs too.
     *
     * @param whole dotted names, below this table, of tables whose entries are replaced as they are
     */
    Entries over(Entries defaults, Set<String> whole) {
        return over(defaults, "", whole);
    }

    private Entries over(Entries defaults, String path, Set<String> whole) {
        var merged = new LinkedHashMap<>(defaults.byName);
        byName.forEach((name, entry) -> merged.merge(name, entry,
                (theirs, ours) -> whole.contains(path) ? ours : merge(theirs, ours, dotted(path, name), whole)));
        return new Entries(key, position, merged);
    }

    private static Entry merge(Entry theirs, Entry ours, String path, Set<String> whole) {
        var below = theirs.table();
        return ours.table()
                .filter(_ -> below.isPresent())
                .map(table -> new Entry(ours.key, table.over(below.get(), path, whole), ours.position))
                .orElse(ours);
    }

    static String dotted(String key, String name) {
        var quoted = isBare(name) ? name : Toml.joinKeyPath(List.of(name));
        return key.isEmpty() ? quoted : key + "." + quoted;
    }

    private static boolean isBare(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
