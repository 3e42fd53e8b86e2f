package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Entries.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tomlj.TomlArray;

/** A table of the file while it is decoded. Every getter reports what is wrong and goes on. */
final class Table {
    private final Entries entries;
    private final Problems problems;
    private final AskedNames asked;

    Table(Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
        this.asked = new AskedNames(entries);
    }

    Entries entries() {
        return entries;
    }

    AskedNames asked() {
        return asked;
    }

    boolean has(String name) {
        return entries.byName().containsKey(name);
    }

    <T> Optional<T> get(String name, Syntax<T> syntax) {
        return entry(name).flatMap(entry -> parse(entry, syntax));
    }

    /** As {@link #get}, and a problem when there is no such key. */
    <T> Optional<T> required(String name, Syntax<T> syntax, String example) {
        if (!has(name)) {
            problem(name, "missing", example);
        }
        return get(name, syntax);
    }

    /** An array of such values, each at most once. */
    <T> Optional<List<T>> list(String name, Syntax<T> syntax) {
        return entry(name).map(entry -> {
            var values = new LinkedHashSet<T>();
            for (var element : elements(entry, "an array")) {
                parse(element, syntax).filter(value -> !values.add(value))
                        .ifPresent(_ -> problem(element, "each value once"));
            }
            return List.copyOf(values);
        });
    }

    /** A table of that name; an empty one when there is none. */
    Table section(String name) {
        var section = entry(name).flatMap(entry -> tableOf(entry, "a table"))
                .orElseGet(() -> Entries.none(Entries.dotted(entries.key(), name), entries.position()));
        var table = new Table(section, problems);
        asked.askBelow(name, table.asked);
        return table;
    }

    boolean isTable(String name) {
        return has(name) && entries.byName().get(name).table().isPresent();
    }

    /** An array of tables, {@code [[users]]}; empty when there is none. */
    List<Table> tables(String name) {
        return tables(name, UnaryOperator.identity());
    }

    /** @param change what becomes of each table before it is decoded */
    List<Table> tables(String name, UnaryOperator<Entries> change) {
        var allowed = "tables, each under [[" + Entries.dotted(entries.key(), name) + "]]";
        var tables = entry(name).stream()
                .flatMap(entry -> elements(entry, allowed).stream())
                .flatMap(element -> tableOf(element, allowed).stream())
                .map(element -> new Table(change.apply(element), problems))
                .toList();
        tables.forEach(table -> asked.askBelow(name, table.asked));
        return tables;
    }

    /** All entries of a table in which any name may stand. */
    Collection<Map.Entry<String, Entry>> all() {
        asked.askAll();
        return entries.byName().entrySet();
    }

    <T> Optional<T> parse(Entry entry, Syntax<T> syntax) {
        var parsed = syntax.parse(entry.value());
        if (parsed.value().isEmpty()) {
            problem(entry, parsed.allowed());
        }
        return parsed.value();
    }

    void problem(Entry entry, String allowed) {
        problems.add(entry.position(), entry.key(), "found " + FoundValue.shown(entry.value()), allowed);
    }

    /** A problem of this key, or of the table when it has no such key. */
    void problem(String name, String found, String allowed) {
        var missing = new Entry(Entries.dotted(entries.key(), name), "", entries.position());
        var entry = entries.byName().getOrDefault(name, missing);
        problems.add(entry.position(), entry.key(), found, allowed);
    }

    /** A problem of two keys that are both there, reported where the later one is written: that is the newer choice. */
    void conflict(String one, String other, String allowed) {
        var first = entries.byName().get(one);
        var second = entries.byName().get(other);
        boolean reversed = first.isAfter(second);
        var later = reversed ? first : second;
        var earlier = reversed ? second : first;
        problems.add(later.position(), later.key(), "found " + FoundValue.shown(later.value()) + " with "
                + (reversed ? other : one) + " " + FoundValue.shown(earlier.value()), allowed);
    }

    void refuseUnknown() {
        asked.refuseUnknown(problems);
    }

    private Optional<Entry> entry(String name) {
        asked.ask(name);
        return Optional.ofNullable(entries.byName().get(name));
    }

    private Optional<Entries> tableOf(Entry entry, String allowed) {
        var table = entry.table();
        if (table.isEmpty()) {
            problem(entry, allowed);
        }
        return table;
    }

    private List<Entry> elements(Entry entry, String allowed) {
        if (!(entry.value() instanceof TomlArray array)) {
            problem(entry, allowed);
            return List.of();
        }
        var elements = new ArrayList<Entry>(array.size());
        for (int i = 0; i < array.size(); i++) {
            elements.add(new Entry(entry.key(), array.get(i), array.inputPositionOf(i)));
        }
        return elements;
    }
}
