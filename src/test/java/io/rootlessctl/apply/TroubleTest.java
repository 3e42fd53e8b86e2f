package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE;
import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.host;
import static io.rootlessctl.apply.Samples.hostWithDaemon;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.Crash;
import io.rootlessctl.host.FakeHost;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each apply is cut off, or fails, at each of its writes in turn. COVERAGE O4. */
class TroubleTest {
    /** In turn: where something fails has to do with what comes of it, and what it says has not. */
    private static final List<String> TROUBLES = List.of("no space left on device", "input/output error", "permission denied",
            "read-only file system", "killed by signal 9", "no end within 60 s");

    /** @param host makes the same host each time */
    private record Story(String name, Supplier<FakeHost> host, String before, String after) {

        /** As the last apply of a good run left it, and what the sweep starts from. */
        Scene scene() {
            var scene = Scene.of(host.get(), before.isEmpty() ? after : before);
            if (!before.isEmpty()) {
                scene.applied();
            }
            return scene.with(after);
        }

        int writes() {
            var scene = scene();
            int before = scene.writes().size();
            scene.applied();
            return scene.writes().size() - before;
        }

        SortedMap<String, String> goal() {
            var scene = scene();
            scene.applied();
            return scene.host().snapshot();
        }
    }

    private static List<Story> stories() {
        var host = "\n[host.sysctl]\n\"net.ipv4.ping_group_range\" = \"0 2147483647\"\n";
        var less = "schema = 1\n[daemon]\nstart = \"manual\"\n" + ALICE;
        return List.of(
                new Story("first apply, direct", () -> host(Manager.DIRECT), "", manifest()),
                new Story("first apply, systemd", () -> host(Manager.SYSTEMD), "", manifest()),
                new Story("first apply over a running daemon, direct", () -> hostWithDaemon(Manager.DIRECT), "", manifest()),
                new Story("first apply over a running daemon, systemd", () -> hostWithDaemon(Manager.SYSTEMD), "", manifest()),
                new Story("host and user", () -> host(Manager.DIRECT).file("/etc/subuid", "").file("/etc/subgid", ""),
                        "", manifest().replace("\n[[users]]", host + "\n[[users]]")),
                new Story("a changed manifest, direct", () -> host(Manager.DIRECT), manifest(), manifest(1400, "debug = true")),
                new Story("a changed manifest, systemd", () -> host(Manager.SYSTEMD), manifest(), manifest(1400, "debug = true")),
                new Story("keys taken away, direct", () -> host(Manager.DIRECT), manifest(), less),
                new Story("keys taken away, systemd", () -> host(Manager.SYSTEMD), manifest(), less));
    }

    @TestFactory
    @DisplayName("Cut off at any write, every file is old or new, and the next apply gets to the same end")
    Stream<DynamicTest> cutOff() {
        return sweep((story, goal, number) -> {
            var scene = story.scene();
            var before = scene.host().snapshot();
            scene.host().writer().crashAt(number);
            assertThrows(Crash.class, scene::apply);

            assertEquals(List.of(), torn(before, scene.host().snapshot(), goal));
            scene.host().writer().recover();
            var again = scene.with(story.after());
            again.applied();
            assertTrue(again.plan().converged(), () -> "left to do after " + scene.writes());
            assertEquals(List.of(), notAs(goal, again.host()));
        });
    }

    @TestFactory
    @DisplayName("When one write fails, all is as it was or the failure says not; the next apply gets to the end")
    Stream<DynamicTest> oneFailure() {
        return sweep((story, goal, number) -> {
            var scene = story.scene();
            var before = scene.host().snapshot();
            scene.host().writer().failWith(TROUBLES.get(number % TROUBLES.size()));
            scene.host().writer().fail(number, number);

            var result = scene.apply();

            speaksOfTheTrouble(result, TROUBLES.get(number % TROUBLES.size()));
            var failure = result.failures().getFirst();
            if (failure.afterwards() != Afterwards.NOT_RESTORED && failure.scope().user().isPresent()) {
                assertEquals(List.of(), ofUser(scene.host().differences(before)));
            }
            scene.host().writer().recover();
            var again = scene.with(story.after());
            again.applied();
            assertTrue(again.plan().converged());
            assertEquals(List.of(), notAs(goal, again.host()));
        });
    }

    @TestFactory
    @DisplayName("O4: told to end at any write, a user's changes are all made or all back, and the next apply gets to the end")
    Stream<DynamicTest> toldToEnd() {
        return sweep((story, goal, number) -> {
            var scene = story.scene();
            var before = scene.host().snapshot();
            scene.host().writer().stopAt(number, scene.watched()::stop);

            var result = scene.apply();

            assertEquals(List.of(), torn(before, scene.host().snapshot(), goal));
            boolean user = result.failures().stream().anyMatch(failure -> failure.scope().user().isPresent());
            if (user) {
                assertEquals(List.of(), ofUser(scene.host().differences(before)));
            } else if (result.failures().isEmpty()) {
                assertEquals(List.of(), notAs(goal, scene.host()));
            }
            result.failures().forEach(failure -> assertTrue(failure.message().endsWith("interrupted by a signal")
                    && failure.afterwards() != Afterwards.NOT_RESTORED, failure::toString));
            scene.host().writer().recover();
            var again = scene.with(story.after());
            again.applied();
            assertEquals(List.of(), notAs(goal, again.host()));
        });
    }

    @TestFactory
    @DisplayName("When every write fails from one on, the apply says so and ends; the next one gets to the end")
    Stream<DynamicTest> failuresWithoutEnd() {
        return sweep((story, goal, number) -> {
            var scene = story.scene();
            scene.host().writer().fail(number, Integer.MAX_VALUE / 2);

            speaksOfTheTrouble(scene.apply(), "no space left on device");

            scene.host().writer().recover();
            var again = scene.with(story.after());
            again.applied();
            assertTrue(again.plan().converged());
            assertEquals(List.of(), notAs(goal, again.host()));
        });
    }

    @TestFactory
    @DisplayName("O4: cut off at any write, a rollback gets back to what was there before")
    Stream<DynamicTest> cutOffAndRolledBack() {
        return sweep((story, goal, number) -> {
            var scene = story.scene();
            var before = scene.host().snapshot();
            int known = applies(scene);
            scene.host().writer().crashAt(number);
            assertThrows(Crash.class, scene::apply);
            scene.host().writer().recover();

            if (applies(scene) > known) {
                assertEquals(List.of(), scene.rolledBack().failures());
            }

            assertEquals(List.of(), scene.host().differences(before));
            scene.with(story.after()).applied();
            assertEquals(List.of(), notAs(goal, scene.host()));
        });
    }

    /** How many are known; one that was cut off before its first step has done nothing, and is not. */
    private static int applies(Scene scene) throws IOException {
        return new Chronicle(scene.host(), scene.host().writer(), scene.leaving(false)).all().size();
    }

    @TestFactory
    @DisplayName("I8: an uninstall that is cut off at any write goes on when it is run again, and nothing is left")
    Stream<DynamicTest> uninstallCutOff() {
        return stories().stream().map(story -> dynamicTest(story.name(), () -> {
            int writes = uninstallWrites(story);
            assertTrue(writes > 3, () -> story.name() + " has only " + writes + " writes");
            for (int number : IntStream.rangeClosed(1, writes).toArray()) {
                var scene = applied(story);
                scene.host().writer().crashAt(number);
                assertThrows(Crash.class, scene::uninstalled);
                scene.host().writer().recover();

                assertEquals(List.of(), scene.uninstalled().failures(), () -> story.name() + ", write " + number);

                assertEquals(List.of(), scene.host().differences(story.host().get().snapshot()),
                        () -> story.name() + ", write " + number + " of " + writes);
                assertEquals(List.of(), scene.records());
            }
        }));
    }

    private static Scene applied(Story story) {
        var scene = story.scene();
        scene.applied();
        return scene;
    }

    private static int uninstallWrites(Story story) {
        var scene = applied(story);
        int before = scene.writes().size();
        assertEquals(List.of(), scene.uninstalled().failures());
        assertEquals(List.of(), scene.host().differences(story.host().get().snapshot()), story.name());
        return scene.writes().size() - before;
    }

    private interface Check {
        void at(Story story, SortedMap<String, String> goal, int number) throws IOException;
    }

    private static Stream<DynamicTest> sweep(Check check) {
        return stories().stream().map(story -> dynamicTest(story.name(), () -> {
            int writes = story.writes();
            var goal = story.goal();
            assertTrue(writes > 3, () -> story.name() + " has only " + writes + " writes");
            for (int number : IntStream.rangeClosed(1, writes).toArray()) {
                try {
                    check.at(story, goal, number);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(story.name() + ", write " + number + " of " + writes + ": " + e.getMessage(), e);
                }
            }
        }));
    }

    private static void speaksOfTheTrouble(ApplyResult result, String trouble) {
        assertTrue(List.of(Outcome.ROLLED_BACK, Outcome.FAILED).contains(result.outcome()), () -> result.outcome().toString());
        result.failures().forEach(failure -> assertTrue(failure.message().contains(trouble), failure.message()));
    }

    /** But for a directory that was to go after the file in it: no field tells that it is still there. */
    private static List<String> notAs(SortedMap<String, String> goal, FakeHost host) {
        return host.differences(goal).stream().filter(line -> !line.contains(": was null, is DIRECTORY ")).toList();
    }

    /** What the host's changes have left: on the host, what was made before a failure stands. */
    private static List<String> ofUser(List<String> differences) {
        return differences.stream()
                .filter(line -> line.startsWith(ALICE_ACCOUNT.home().toString()) || line.startsWith("daemon ")).toList();
    }

    /** Files that are neither what they were nor what they shall be. */
    private static List<String> torn(
            SortedMap<String, String> before, SortedMap<String, String> now, SortedMap<String, String> goal) {
        var names = new TreeSet<>(new TreeMap<>(before).keySet());
        names.addAll(now.keySet());
        return names.stream().filter(name -> name.startsWith("/"))
                .filter(name -> !java.util.Objects.equals(now.get(name), before.get(name)))
                .filter(name -> !java.util.Objects.equals(now.get(name), goal.get(name)))
                .map(name -> name + ": " + now.get(name)).toList();
    }
}
