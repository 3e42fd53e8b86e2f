package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.HostState;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.lab.Strace.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The real process gets SIGKILL at one of its system calls after the other. Each time the next apply gets to the end, and,
 * after the same crash, a rollback to what was there before.
 *
 * @param apply runs what is to be killed
 * @param foreign what nobody but the user has written, by file
 */
record CrashSweep(String what, Places places, Traced apply, Rootlessctl rootlessctl, Map<String, String> foreign) {
    private static final String JOURNAL = "/.journal.json.rootlessctl";

    interface Traced {
        Outcome run(Strace strace);
    }

    interface Rootlessctl {
        Outcome run(String... arguments);
    }

    /** What a sweep has come to. */
    private static final class Figures {
        private int kills;
        private final List<String> torn = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();
    }

    /** @param counting of the calls to choose from */
    void run(Strace counting, UnaryOperator<List<Call>> chosen) throws IOException {
        var figures = new Figures();
        try (var start = places.state()) {
            try {
                var before = places.seen();
                var calls = Strace.calls(apply.run(counting).expect(0));
                rootlessctl.run("drift", "-f", "rootless.toml").expect(0);
                var goal = places.seen();
                for (var call : chosen.apply(calls)) {
                    crash(call, start);
                    figures.kills++;
                    places.seen().torn(before, goal).forEach(file -> figures.torn.add(call + ": " + file));
                    lost().forEach(file -> figures.lost.add(call + ": " + file));
                    goesOnAndBack(call, start, before, goal);
                }
                System.out.println("crash sweep, " + what + ": " + steps(calls) + " steps, " + figures.kills + " kills, "
                        + figures.torn.size() + " torn files, " + figures.lost.size() + " lost foreign keys");
                assertTrue(steps(calls) > 0 && figures.kills >= steps(calls), () -> what + ": " + calls);
            } finally {
                restore(start);
            }
        }
        assertEquals(List.of(), figures.torn, what);
        assertEquals(List.of(), figures.lost, what);
    }

    private void restore(HostState start) throws IOException {
        places.user().killAll();
        start.restore();
    }

    private void crash(Call call, HostState start) throws IOException {
        restore(start);
        var outcome = apply.run(Strace.signalAt("KILL", call));
        assertEquals(137, outcome.exit(), () -> what + ", " + call + ": " + outcome.out() + outcome.err());
    }

    /** What a daemon has begun cannot be put back: then the same crash is made again. */
    private void goesOnAndBack(Call call, HostState start, Places.Sight before, Places.Sight goal) throws IOException {
        var told = what + ", " + call + ", ";
        boolean daemon = !places.user().processes().isEmpty();
        try (var crashed = places.state()) {
            rootlessctl.run("apply", "-f", "rootless.toml").expect(0);
            assertEquals(List.of(), places.seen().since(goal), told + "apply");
            assertEquals(List.of(), places.drafts(), told + "apply");
            if (!places.user().processes().isEmpty()) {
                rootlessctl.run("drift", "-f", "rootless.toml").expect(0);
                places.user().docker("info").expect(0);
            }
            if (daemon) {
                crash(call, start);
            } else {
                restore(crashed);
            }
        }
        var rollback = rootlessctl.run("rollback", "--yes");
        boolean nothingBegun = rollback.exit() == 1 && rollback.err().contains("the history has no apply");
        assertTrue(rollback.exit() == 0 || nothingBegun, () -> told + rollback.err() + rollback.out());
        assertEquals(List.of(), left(before), told + "rollback");
        assertEquals(List.of(), places.user().processes(), told + "rollback");
        assertEquals(List.of(), nothingBegun ? List.of() : places.drafts().stream()
                .filter(draft -> !draft.contains("/.local/state/")).toList(), told + "rollback");
    }

    /** What a rollback has not taken back: ids that own a daemon's data are to stay. */
    private List<String> left(Places.Sight before) throws IOException {
        boolean data = Files.isDirectory(places.user().home().resolve(".local/share/docker"));
        return places.seen().since(before).stream().filter(line -> !data || !line.contains("/etc/sub")).toList();
    }

    private List<String> lost() throws IOException {
        var lost = new ArrayList<String>();
        for (var file : foreign.entrySet()) {
            if (!Files.readString(places.user().home().resolve(file.getKey())).contains(file.getValue())) {
                lost.add(file.getKey());
            }
        }
        return lost;
    }

    /** Each is written twice into its journal, before it and after it; the end of an apply is written once. */
    private static long steps(List<Call> calls) {
        return written(calls).values().stream().mapToLong(numbers -> numbers.size() / 2).sum();
    }

    /** Where each journal was written. */
    private static Map<String, List<Integer>> written(List<Call> calls) {
        return IntStream.range(0, calls.size()).boxed().filter(at -> calls.get(at).path().endsWith(JOURNAL))
                .collect(Collectors.groupingBy(at -> calls.get(at).path(), TreeMap::new, Collectors.toList()));
    }

    /** Of each step one call: its own, or, of a step that writes no file, the one after it. Whether it has happened is open. */
    static List<Call> inDoubt(List<Call> calls) {
        return written(calls).values().stream().flatMapToInt(numbers -> IntStream.range(0, numbers.size() / 2)
                .map(step -> numbers.get(2 * step) + 1)).sorted().mapToObj(calls::get).toList();
    }
}
