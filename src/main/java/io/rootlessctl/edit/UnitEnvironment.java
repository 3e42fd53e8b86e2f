package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitLine.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The variables that the {@code [Service]} sections of a unit file set. Only assignments after the last empty
 * {@code Environment=} count, since that line takes back all before it.
 */
record UnitEnvironment(List<Variable> variables) {

    /** One assignment that counts: the line it is on, and which of the line's words it is. */
    record Variable(String name, String value, Assignment line, List<UnitWord> words, int index) {
        UnitWord word() {
            return words.get(index);
        }

        /** Where its word starts in the file. */
        int start() {
            return line.value().places().get(word().start());
        }

        /** No other word of the line assigns anything. */
        boolean alone() {
            return words.stream().filter(word -> word.name().isPresent()).count() == 1;
        }
    }

    UnitEnvironment {
        variables = List.copyOf(variables);
    }

    static UnitEnvironment of(List<UnitLine> lines) throws MalformedTextException {
        var found = new ArrayList<Variable>();
        for (var line : lines) {
            if (line instanceof Assignment assignment && assignment.is("Service", "Environment")) {
                if (assignment.value().chars().isEmpty()) {
                    found.clear();
                }
                found.addAll(variables(assignment));
            }
        }
        return new UnitEnvironment(found);
    }

    private static List<Variable> variables(Assignment line) throws MalformedTextException {
        var found = new ArrayList<Variable>();
        var words = words(line);
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.name().isPresent()) {
                found.add(new Variable(word.name().orElseThrow(), word.value(), line, words, i));
            }
        }
        return found;
    }

    private static List<UnitWord> words(Assignment line) throws MalformedTextException {
        try {
            return UnitWord.of(line.value().chars());
        } catch (UnitWord.Unbalanced e) {
            throw MalformedTextException.atLine(line.first() + 1, "Environment: " + e.getMessage());
        }
    }

    /** The later assignment of a variable wins. */
    SortedMap<String, String> values() {
        var values = new TreeMap<String, String>();
        variables.forEach(variable -> values.put(variable.name(), variable.value()));
        return values;
    }

    List<Variable> of(String name) {
        return variables.stream().filter(variable -> variable.name().equals(name)).toList();
    }
}
