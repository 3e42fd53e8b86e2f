package io.rootlessctl.manifest;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tomlj.TomlPosition;

/**
 * Collects the problems of one file while decoding goes on. The same problem counts once: a wrong default is met again
 * in each user's tables that inherit it.
 */
final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void add(TomlPosition position, String key, String found, String allowed) {
        add(position.line(), position.column(), key, found, allowed);
    }

    void add(int line, int column, String key, String found, String allowed) {
        this.found.add(new Problem(file, line, column, key, found, allowed));
    }

    void throwIfAny() throws InvalidManifestException {
        if (!found.isEmpty()) {
            throw new InvalidManifestException(inOrder());
        }
    }

    private List<Problem> inOrder() {
        return found.stream().sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column)).toList();
    }
}
