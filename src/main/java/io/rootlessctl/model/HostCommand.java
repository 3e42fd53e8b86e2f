package io.rootlessctl.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One command about a host. There is one spelling of each: what root's apply runs is what a person pastes.
 *
 * @param environment variables that are set for this command alone
 */
public record HostCommand(List<String> argv, SortedMap<String, String> environment) {
    public HostCommand {
        argv = List.copyOf(argv);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    static HostCommand of(String... argv) {
        return new HostCommand(List.of(argv), new TreeMap<>());
    }

    HostCommand with(Map<String, String> variables) {
        return new HostCommand(argv, new TreeMap<>(variables));
    }

    /** @throws IllegalArgumentException for a name that the program would take for an option */
    HostCommand and(List<String> names) {
        var whole = new ArrayList<>(argv);
        for (var name : names) {
            if (name.startsWith("-")) {
                throw new IllegalArgumentException(argv.getFirst() + ": found name " + name + ", which is an option");
            }
            whole.add(name);
        }
        return new HostCommand(whole, environment);
    }

    HostCommand and(String name) {
        return and(List.of(name));
    }
}
