package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two real applies of one user, started at the same moment, want different things. */
class TwoAtOnceIT {
    private static final int TIMES = 50;
    private static final List<String> FILES = List.of(".config/docker/daemon.json", ".config/docker/rootless.env", ".bashrc");

    /** @param log what it has printed */
    private record Apply(String manifest, Process process, Path log) {
        int exit() throws InterruptedException {
            return process.waitFor();
        }
    }

    @Test
    @DisplayName("O4: fifty times two applies at once: one says who has the lock, and never do two interleave")
    void oneSaysWhoHasTheLock() throws IOException, InterruptedException {
        try (var user = RootlessUser.create()) {
            var ends = Map.of("a.toml", end(user, "a.toml", 1400, "bash"), "b.toml", end(user, "b.toml", 1300, "fish"));
            int refused = 0;
            int both = 0;
            for (int time = 0; time < TIMES; time++) {
                var a = start(user, "a.toml");
                var b = start(user, "b.toml");
                var exits = List.of(a.exit(), b.exit());
                assertTrue(exits.contains(0), () -> told(user, a) + told(user, b));
                refused += refused(user, a, b) + refused(user, b, a);
                both += exits.equals(List.of(0, 0)) ? 1 : 0;
                assertTrue(ends.containsValue(state(user)), () -> "neither one's nor the other's: " + state(user));
            }
            System.out.println("two applies at once: " + TIMES + " times, " + refused + " told who has the lock, " + both
                    + " after one another, 0 interleaved");
            assertEquals(TIMES, refused + both);
            assertTrue(met(user, ends), "no two have met");
            numbersAreInOrder(user);
        }
    }

    /** Whether two can be made to meet: the first is halted while it has the lock, and the second is refused then. */
    private static boolean met(RootlessUser user, Map<String, Map<String, String>> ends) throws IOException, InterruptedException {
        var journal = user.home().resolve(".local/state/rootlessctl/journal.json");
        for (int time = 0; time < TIMES; time++) {
            var first = start(user, ends.get("a.toml").equals(state(user)) ? "b.toml" : "a.toml");
            while (first.process().isAlive() && !Files.readString(journal).contains("\"result\":null")) {
                Thread.onSpinWait();
            }
            Commands.run("kill", "-STOP", Long.toString(first.process().pid()));
            boolean halted = first.process().isAlive() && Files.readString(journal).contains("\"result\":null");
            var second = halted ? start(user, first.manifest()) : first;
            int told = halted ? refused(user, second, first) : 0;
            Commands.run("kill", "-CONT", Long.toString(first.process().pid()));
            assertEquals(0, first.exit(), () -> told(user, first));
            if (told == 1) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> end(RootlessUser user, String name, int mtu, String shell) {
        user.write(user.home().resolve(name), """
                schema = 1
                [daemon]
                state = "stopped"
                [daemon.settings]
                debug = %s
                [network]
                mtu = %d
                [client]
                shell = ["%s"]
                """.formatted(shell.equals("bash"), mtu, shell));
        user.rootlessctl("apply", "-f", name).expect(0);
        return state(user);
    }

    private static Map<String, String> state(RootlessUser user) {
        var state = new TreeMap<String, String>();
        for (var file : FILES) {
            try {
                var path = user.home().resolve(file);
                state.put(file, Files.exists(path) ? Files.readString(path) : "");
            } catch (IOException problem) {
                throw new AssertionError(file + ": " + problem, problem);
            }
        }
        return state;
    }

    private static Apply start(RootlessUser user, String manifest) throws IOException {
        var log = user.home().resolve(manifest + ".log");
        return new Apply(manifest, user.start(log, Map.of(), Project.LAUNCHER.toString(), "apply", "-f", manifest), log);
    }

    private static int refused(RootlessUser user, Apply one, Apply other) throws InterruptedException {
        if (one.exit() == 0) {
            return 0;
        }
        assertEquals(1, one.exit(), () -> told(user, one));
        var told = told(user, one);
        assertTrue(told.contains("another apply is running here (process " + other.process().pid() + "); wait for it to end"),
                told);
        return 1;
    }

    private static String told(RootlessUser user, Apply apply) {
        return apply.manifest() + ": " + user.read(apply.log());
    }

    /** Whoever has taken a number that another apply has, too, has lost that apply's record. */
    private static void numbersAreInOrder(RootlessUser user) throws IOException {
        var applies = new ObjectMapper().readTree(user.rootlessctl("history", "-o", "json").expect(0).out()).path("applies");
        var numbers = LongStream.range(0, applies.size()).map(i -> applies.path((int) i).path("id").asLong()).boxed().toList();
        assertEquals(LongStream.range(0, applies.size()).map(i -> numbers.getFirst() + i).boxed().toList(), numbers);
        for (var apply : applies) {
            assertEquals("applied", apply.path("result").asText(), apply::toString);
        }
    }
}
