package io.rootlessctl.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that the decoder asked a table for. What nobody asked for is unknown, so there is no second list of the
 * file's keys that could fall behind the decoder.
 */
final class AskedNames {
    private final Entries entries;
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, List<AskedNames>> below = new LinkedHashMap<>();
    private boolean all;

    AskedNames(Entries entries) {
        this.entries = entries;
    }

    void ask(String name) {
        names.add(name);
    }

    /** @param table what was asked of the table of that name, or of one of the tables */
    void askBelow(String name, AskedNames table) {
        names.add(name);
        below.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(table);
    }

    /** Whatever stands there is known. */
    void askAll() {
        all = true;
    }

    Set<String> names() {
        return Set.copyOf(names);
    }

    /** The dotted name of each known value that is there; the tables it is in have no name of their own. */
    Set<String> declared() {
        var declared = new TreeSet<String>();
        addDeclared("", declared);
        return declared;
    }

    private void addDeclared(String path, Set<String> declared) {
        entries.byName().forEach((name, entry) -> {
            if (below.containsKey(name) && entry.table().isPresent()) {
                below.get(name).getFirst().addDeclared(path + name + ".", declared);
            } else if (all || names.contains(name)) {
                declared.add(path + name);
            }
        });
    }

    /** The dotted names of all values asked for, here and below. */
    Set<String> vocabulary() {
        var vocabulary = new TreeSet<String>();
        addVocabulary("", vocabulary);
        return vocabulary;
    }

    private void addVocabulary(String path, Set<String> vocabulary) {
        for (var name : names) {
            var tables = below.getOrDefault(name, List.of());
            if (tables.stream().allMatch(table -> table.names.isEmpty())) {
                vocabulary.add(path + name);
            }
            tables.forEach(table -> table.addVocabulary(path + name + ".", vocabulary));
        }
    }

    /** Reports each key that nobody asked for, here and below. */
    void refuseUnknown(Problems problems) {
        refuseUnknown(this, problems);
    }

    private void refuseUnknown(AskedNames root, Problems problems) {
        entries.byName().forEach((name, entry) -> {
            if (!all && !names.contains(name)) {
                problems.add(entry.position(), entry.key(), "unknown key" + meant(name, entry, root), "");
            }
        });
        below.values().forEach(tables -> tables.forEach(table -> table.refuseUnknown(root, problems)));
    }

    /** The nearest name of the table that the entry is written in, or where its name has its place. */
    private String meant(String name, Entries.Entry entry, AskedNames root) {
        var table = entry.key().substring(0, entry.key().length() - Entries.dotted("", name).length());
        return NearestName.of(name, names).map(near -> table + near)
                .or(() -> root.vocabulary().stream().filter(other -> other.endsWith("." + name)).findFirst())
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> ", allowed " + String.join(", ", names));
    }
}
