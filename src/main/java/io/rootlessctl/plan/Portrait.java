package io.rootlessctl.plan;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * One address as it is, for a person to read.
 *
 * @param problem why it cannot be read or understood
 * @param requires what has to be in order before it can be
 */
public record Portrait(
        Address address, Scope scope, List<Field> fields, Optional<String> problem, List<Address> requires) {

    /** One owned field; empty where it is not there, not declared, or was never set. */
    public record Field(String name, Optional<String> observed, Optional<String> desired, Optional<String> lastApplied) {}

    public Portrait {
        fields = List.copyOf(fields);
        requires = List.copyOf(requires);
    }

    static List<Field> fields(
            SortedMap<String, String> observed, SortedMap<String, String> desired, SortedMap<String, String> last) {
        var names = new TreeSet<>(desired.keySet());
        names.addAll(last.keySet());
        return names.stream().map(name -> new Field(
                name, value(observed, name), value(desired, name), value(last, name))).toList();
    }

    private static Optional<String> value(SortedMap<String, String> values, String name) {
        return Optional.ofNullable(values.get(name));
    }
}
