package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever a host has in its files, nobody is given what somebody else has. */
class SubIdAllotmentTest {
    private static final int HOSTS = 2000;
    private static final List<String> FILES = List.of("/etc/subuid", "/etc/subgid");
    private static final Pattern RANGE = Pattern.compile("([^:]+):(\\d+):(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("(?m)^[^:\\n]*:x:(\\d+):(\\d*)");

    /** Read by the test's own means: none of these hosts has a number that is not plain. */
    private record Line(String owner, long start, long count) {
        boolean meets(Line other) {
            return count > 0 && other.count > 0 && start < other.start + other.count && other.start < start + count;
        }

        boolean has(long id) {
            return start <= id && id < start + count;
        }
    }

    @Test
    @DisplayName("P2, I9: on 2000 random hosts no range that is given overlaps another or has an account in it")
    void random() throws InvalidManifestException, IOException {
        int given = 0;
        int refused = 0;
        var defaults = ManifestReader.read("rootless.toml", "schema = 1\n");
        for (int seed = 0; seed < HOSTS; seed++) {
            var sample = RandomSubIdHosts.of(seed, defaults);
            var declaration = Declaration.of(sample.manifest(), sample.host(), Optional.empty());
            refused += check(sample.host(), declaration, "seed " + seed);
            given += added(sample.host());
        }
        assertTrue(given > HOSTS && refused > HOSTS / 10, given + " given, " + refused + " refused");
    }

    /** @return how many users got nothing, with a reason */
    private static int check(FakeHost host, Declaration declaration, String seed) throws IOException {
        var plan = SubIdAllotment.of(declaration, LastApplied.NONE, host);
        assertEquals(plan, SubIdAllotment.of(declaration, LastApplied.NONE, host), seed + ": the same when made again");
        // Who is moved makes room for another, as in the rounds of an apply.
        for (int round = 0; round < 3 && !steps(plan).isEmpty(); round++) {
            var before = FILES.stream().map(host::text).toList();
            for (var step : steps(plan)) {
                take(step, host);
            }
            for (int i = 0; i < FILES.size(); i++) {
                checkFile(host, FILES.get(i), before.get(i), steps(plan), seed);
            }
            plan = SubIdAllotment.of(declaration, LastApplied.NONE, host);
        }
        assertEquals(List.of(), steps(plan), seed + ": converged");
        return (int) plan.stream().filter(one -> one.proposal().isPresent()).count();
    }

    private static List<Step> steps(List<SubIdAllotment> plan) {
        return plan.stream().flatMap(one -> one.proposal().stream()).filter(proposal -> proposal.hindrance().isEmpty())
                .flatMap(proposal -> proposal.steps().stream()).toList();
    }

    private static void take(Step step, FakeHost host) throws IOException {
        switch (step) {
            case Step.WriteFile(var path, var content, var mode) ->
                    host.writer().writeFile(path, content, mode, host.caller());
            case Step.AddSubIds(var user, var start, var count) -> host.writer().addSubIds(user, start, count);
            case Step.RemoveSubIds(var user, var start, var count) -> host.writer().removeSubIds(user, start, count);
            default -> throw new AssertionError(step);
        }
    }

    private static void checkFile(FakeHost host, String file, String before, List<Step> steps, String seed) {
        var after = host.text(file);
        var fresh = steps.stream().filter(Step.AddSubIds.class::isInstance).map(Step.AddSubIds.class::cast)
                .map(step -> new Line(step.user(), step.start(), step.count())).toList();
        var left = before.lines().filter(line -> steps.stream().noneMatch(step -> removes(step, line))).toList();
        assertEquals(left, after.lines().limit(left.size()).toList(), seed + ": lines survive in " + file);
        var all = after.lines().map(RANGE::matcher).filter(match -> match.matches())
                .map(match -> new Line(match.group(1), Long.parseLong(match.group(2)), Long.parseLong(match.group(3)))).toList();
        for (var one : fresh) {
            assertEquals(List.of(one), all.stream().filter(one::meets).toList(), seed + ": alone in " + file);
            assertEquals(List.of(), accounts(host).stream().filter(one::has).toList(), seed + ": has accounts in it");
            assertTrue(one.start() + one.count() <= 4_294_967_295L, seed + ": " + one);
        }
    }

    private static boolean removes(Step step, String line) {
        return step instanceof Step.RemoveSubIds(var user, var start, var count)
                && line.equals(user + ":" + start + ":" + count);
    }

    private static List<Long> accounts(FakeHost host) {
        var ids = new ArrayList<Long>();
        Stream.of("/etc/passwd", "/etc/group").map(host::text).flatMap(text -> NUMBER.matcher(text).results())
                .forEach(match -> ids.add(Long.valueOf(match.group(1))));
        IntStream.range(0, 8).mapToObj(i -> host.account("user" + i).found()).flatMap(Optional::stream)
                .forEach(account -> ids.add(account.uid()));
        return ids;
    }

    private static int added(FakeHost host) {
        return (int) host.writer().writes().stream().filter(write -> write.startsWith("add-subids")).count();
    }

    @Test
    @DisplayName("P2: 300 new users in one plan get 300 ranges, one after the other")
    void manyUsers() throws InvalidManifestException {
        var host = new FakeHost().file("/etc/subuid", "").file("/etc/subgid", "");
        var manifest = new StringBuilder("schema = 1\n");
        for (int i = 0; i < 300; i++) {
            host.user("user" + i, 1000 + i);
            manifest.append("[[users]]\nname = \"user").append(i).append("\"\n");
        }
        var declaration = Declaration.of(ManifestReader.read("rootless.toml", manifest.toString()), host, Optional.empty());
        var starts = SubIdAllotment.of(declaration, LastApplied.NONE, host).stream().map(one -> one.uids().getFirst().start()).toList();
        assertEquals(IntStream.range(0, 300).mapToObj(i -> 100_000L + i * 65_536L).toList(), starts);
    }
}
