package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.manifest.KeyReference;
import io.rootlessctl.resource.Causes.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Logs below observed/doctor are those of real daemons (Docker 20.10, RootlessKit 1.1) where they have a trace. */
class CausesTest {
    private static final Path LOGS = Path.of("src/test/resources/observed/doctor");
    private static final Path NEAR_MISSES = LOGS.resolve("near-misses.txt");

    @TestFactory
    @DisplayName("T1-T6 T8-T13 T20: each log tells the cause that it is named after, first")
    Stream<DynamicTest> eachLogTellsItsCause() throws IOException {
        return logs().stream().map(log -> dynamicTest(log.getFileName().toString(), () ->
                assertEquals(code(log), codes(Causes.in(Files.readAllLines(log))).stream().findFirst().orElse("healthy"))));
    }

    @Test
    void everyEntryHasALogAndANearMiss() throws IOException {
        var told = logs().stream().map(CausesTest::code).collect(Collectors.toCollection(TreeSet::new));
        var patterned = Causes.codes().stream().filter(code -> Causes.of(code).get().pattern().isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
        told.remove("healthy");
        assertEquals(patterned, told);
        assertEquals(patterned, Files.readAllLines(NEAR_MISSES).stream().map(line -> line.split(": ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @TestFactory
    Stream<DynamicTest> whatOnlyLooksLikeItIsNotTaken() throws IOException {
        return Files.readAllLines(NEAR_MISSES).stream().map(line -> line.split(": ", 2))
                .map(parts -> dynamicTest(parts[0], () -> assertEquals(List.of(), codes(Causes.in(List.of(parts[1]))))));
    }

    @Test
    void everyEntryIsWhole() {
        for (var code : Causes.codes()) {
            var cause = Causes.of(code).orElseThrow();
            assertTrue(code.matches("[a-z0-9]+(-[a-z0-9]+)*"), code);
            assertTrue(cause.rank() >= 0, () -> code + ": no kind " + cause.kind());
            assertTrue(cause.source().startsWith("https://"), () -> code + ": source");
            assertTrue(cause.what().length() <= 120 && !cause.what().endsWith("."), () -> code + ": what");
            assertTrue(cause.why().endsWith("."), () -> code + ": why");
            assertTrue(!cause.apply() || cause.key().isPresent() || Kinds.rank(cause.kind()) >= 0, () -> code + ": apply");
        }
    }

    @Test
    void everyKindHasAPurpose() {
        Kinds.ALL.forEach(kind -> assertTrue(Purpose.of(kind.name()).endsWith("."), kind::name));
    }

    /** What is declared must be a key that there is. */
    @Test
    void everyKeyIsOneOfTheManifest() {
        for (var code : Causes.codes()) {
            Causes.of(code).orElseThrow().key().map(line -> line.replaceAll("(\\.\"| =).*", "")).ifPresent(key ->
                    assertTrue(KeyReference.of(key).isPresent(), () -> code + ": no key " + key));
        }
    }

    @Test
    void onlyTheLastStartCounts() throws IOException {
        var failed = Files.readAllLines(LOGS.resolve("no-subuid.txt"));
        var running = Files.readAllLines(LOGS.resolve("healthy.txt"));
        assertEquals(List.of(), codes(Causes.in(joined(failed, running))));
        assertEquals(List.of("no-subuid"), codes(Causes.in(joined(running, failed))));
        assertEquals(List.of("tun-closed"), codes(Causes.in(joined(failed, Files.readAllLines(LOGS.resolve("tun-closed.txt"))))));
    }

    @Test
    void theMostFundamentalComesFirst() throws IOException {
        var both = new ArrayList<>(Files.readAllLines(LOGS.resolve("port-taken.txt")));
        both.add("lchown /etc/gshadow: invalid argument");
        assertEquals(List.of("layer-id-outside", "port-taken"), codes(Causes.in(both)));
        both.add("failed to find runc binary");
        assertEquals("runc-missing", Causes.ofFailedStart(both).orElseThrow().cause().code());
    }

    @Test
    void namesWhatTheLineNames() {
        var match = Causes.in(List.of("error: cannot expose privileged port 80, you can add ...")).getFirst();
        var cause = match.cause().in(Map.of("user", "alice", "port", "no longer asked for"));
        assertEquals("port 80 is below the first one that alice may use", cause.what());
        assertEquals(List.of("sysctl -w net.ipv4.ip_unprivileged_port_start=80"), cause.asRoot());
    }

    private static List<Path> logs() throws IOException {
        try (var files = Files.list(LOGS)) {
            return files.filter(file -> !file.equals(NEAR_MISSES)).sorted().toList();
        }
    }

    /** {@code no-subuid-2.txt} is the second log of no-subuid. */
    private static String code(Path log) {
        return log.getFileName().toString().replaceAll("(-\\d)?\\.txt$", "");
    }

    private static List<String> codes(List<Match> matches) {
        return matches.stream().map(match -> match.cause().code()).toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
