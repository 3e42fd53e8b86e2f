package io.rootlessctl.render.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many daemons of a fleet have which value of one setting: the few that differ from all others stand out. */
record Tally(String label, List<Row> rows, long more) {
    private static final List<String> LABELS = List.of(
            "Docker", "RootlessKit", "Storage driver", "Network driver", "Port driver", "MTU", "Id map", "Cgroups");
    private static final int SHOWN = 6;

    /** @param daemons how many, {@code 1,000} */
    record Row(String value, String daemons) {}

    static List<Tally> of(List<Daemon> daemons) {
        return LABELS.stream().map(label -> of(label, daemons)).filter(tally -> !tally.rows().isEmpty()).toList();
    }

    private static Tally of(String label, List<Daemon> daemons) {
        var counts = values(label, daemons).collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        var rows = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Row(entry.getKey(), Changes.number(entry.getValue()))).toList();
        return new Tally(label, rows.subList(0, Math.min(SHOWN, rows.size())), Math.max(0, rows.size() - SHOWN));
    }

    private static Stream<String> values(String label, List<Daemon> daemons) {
        return daemons.stream().map(daemon -> daemon.fact(label)).filter(value -> !value.isEmpty());
    }

    boolean cut() {
        return more > 0;
    }
}
