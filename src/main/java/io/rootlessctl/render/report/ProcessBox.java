package io.rootlessctl.render.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One process with those that it has started.
 *
 * @param own the namespaces that it does not share with its parent, {@code net 4026532621}
 */
record ProcessBox(String name, long pid, List<String> own, List<ProcessBox> children) {
    /** As many as a status has; a chain of very many could not be drawn. */
    private static final int MOST = 200;

    ProcessBox {
        own = List.copyOf(own);
        children = List.copyOf(children);
    }

    private record Process(long pid, long parent, String name, Map<String, Long> namespaces) {}

    /**
     * @param processes objects with {@code pid}, {@code parent}, {@code name} and {@code namespaces}, each after its
     *     parent; one whose parent comes later or not at all is below the first one with the same namespaces, or else a root, so that no circle can come
     *     of it
     */
    static List<ProcessBox> roots(List<Fields> processes) throws NotAReportException {
        var known = new LinkedHashMap<Long, Process>();
        var below = new LinkedHashMap<Long, List<Process>>();
        var roots = new ArrayList<Process>();
        for (var fields : processes.subList(0, Math.min(MOST, processes.size()))) {
            var process = new Process(fields.number("pid"), fields.number("parent"), fields.text("name"),
                    namespaces(fields.object("namespaces")));
            if (known.putIfAbsent(process.pid(), process) == null) {
                var above = above(process, known);
                (above.isPresent() ? below.computeIfAbsent(above.get(), _ -> new ArrayList<>()) : roots).add(process);
            }
        }
        return roots.stream().map(root -> box(root, Optional.empty(), below)).toList();
    }

    /** Its parent, or whoever began the namespaces that it is in. */
    private static Optional<Long> above(Process process, SequencedMap<Long, Process> known) {
        var earlier = known.values().stream().filter(one -> one != process).toList();
        return earlier.stream().filter(one -> one.pid() == process.parent()).findFirst()
                .or(() -> earlier.stream().skip(1).filter(one -> !one.namespaces().isEmpty()
                        && one.namespaces().equals(process.namespaces())).findFirst())
                .map(Process::pid);
    }

    private static Map<String, Long> namespaces(Optional<Fields> object) throws NotAReportException {
        var numbers = new LinkedHashMap<String, Long>();
        if (object.isPresent()) {
            for (var name : (Iterable<String>) object.get().node()::fieldNames) {
                numbers.put(name, object.get().number(name));
            }
        }
        return numbers;
    }

    private static ProcessBox box(Process process, Optional<Process> parent, Map<Long, List<Process>> below) {
        var outside = parent.map(Process::namespaces).orElse(process.namespaces());
        var own = process.namespaces().entrySet().stream()
                .filter(entry -> outside.containsKey(entry.getKey()) && !outside.get(entry.getKey()).equals(entry.getValue()))
                .map(entry -> entry.getKey() + " " + entry.getValue()).toList();
        return new ProcessBox(process.name(), process.pid(), own, below.getOrDefault(process.pid(), List.of()).stream()
                .map(child -> box(child, Optional.of(process), below)).toList());
    }

    /** Whether it begins a set of namespaces of its own, which is drawn as a frame. */
    boolean apart() {
        return !own.isEmpty();
    }

    boolean parent() {
        return !children.isEmpty();
    }
}
