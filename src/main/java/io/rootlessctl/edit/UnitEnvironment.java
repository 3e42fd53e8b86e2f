package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitLine.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    /** Lines on which words without {@code =} follow an assignment: systemd skips these with a warning. */
    List<UnquotedLine> unquoted() {
        var lines = new LinkedHashSet<Assignment>();
        variables.stream().filter(variable -> variable.index() + 1 < variable.words().size()
                && variable.words().get(variable.index() + 1).name().isEmpty()).map(Variable::line).forEach(lines::add);
        return lines.stream().map(line -> new UnquotedLine(line.first() + 1, line.last() + 1, meant(line))).toList();
    }

    /** Each variable with all words up to the next one, in quotes. */
    private String meant(Assignment line) {
        var parts = new ArrayList<String>();
        for (var word : variables.stream().filter(variable -> variable.line() == line).findFirst().orElseThrow().words()) {
            var text = word.text().orElse("").replace("%%", "%");
            if (word.name().isPresent() || parts.isEmpty()) {
                parts.add(text);
            } else {
                parts.add(parts.removeLast() + " " + text);
            }
        }
        return parts.stream().map(UnitWord::quoted).collect(Collectors.joining(" ", "Environment=", ""));
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
