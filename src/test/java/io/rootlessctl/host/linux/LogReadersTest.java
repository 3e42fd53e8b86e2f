package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.LogEntry;
import io.rootlessctl.host.LogQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("O7: the daemon's log, of a file and of the journal")
class LogReadersTest {
    private static final List<String> LINES = List.of(
            "+ exec rootlesskit", "time=\"2026-11-22T08:00:00.5Z\" level=info msg=\"Starting up\"",
            "[rootlesskit:child ] a warning",
            "time=\"2026-11-22T09:00:00+00:00\" level=error msg=\"no\"", "+ again",
            "time=\"2026-11-22T10:00:00Z\" level=odd msg=\"x\"");

    @TempDir
    private Path directory;

    @Test
    void theLastLinesOfAFile() throws IOException {
        assertEquals(LINES.subList(4, 6), messages(new LogQuery(file(), Optional.of(2), Optional.empty(), false)));
        assertEquals(LINES, messages(new LogQuery(file(), Optional.empty(), Optional.empty(), false)));
    }

    @Test
    void linesWithoutATimeHaveThatOfTheOneBefore() throws IOException {
        var all = entries(new LogQuery(file(), Optional.empty(), Optional.empty(), false));
        assertEquals(List.of(Optional.empty(), Optional.of("2026-11-22T08:00:00.500Z"), Optional.of("2026-11-22T08:00:00.500Z")),
                all.subList(0, 3).stream().map(entry -> entry.time().map(Instant::toString)).toList());
        assertEquals(List.of(6, 3), all.stream().flatMap(entry -> entry.priority().stream()).toList());
    }

    @Test
    void nothingOlderThanAsked() throws IOException {
        var since = Optional.of(Instant.parse("2026-11-22T08:30:00Z"));
        assertEquals(LINES.subList(3, 6), messages(new LogQuery(file(), Optional.empty(), since, false)));
        assertEquals(LINES.subList(5, 6), messages(new LogQuery(file(), Optional.of(1), since, false)));
    }

    @Test
    void theJournalIsAskedInWordsForPrograms() {
        var argv = JournalReader.argv(new LogQuery(Optional.empty(), Optional.of(5),
                Optional.of(Instant.ofEpochSecond(1_795_316_093, 20_500_999)), true));
        assertTrue(argv.containsAll(List.of("--output=json", "--lines=5", "--since=@1795316093.020500", "--follow")), argv::toString);
        assertEquals(List.of(new LogEntry(Optional.of(Instant.parse("2026-11-22T01:34:54.162858Z")), Optional.of(6), "hello"),
                new LogEntry(Optional.of(Instant.parse("2026-11-22T01:34:54.162858Z")), Optional.of(6), "world")),
                JournalReader.entries("""
                {"__REALTIME_TIMESTAMP":"1795311294162858","PRIORITY":"6","MESSAGE":"hello\\nworld"}"""));
    }

    @Test
    void anEntryThatCannotBeReadHidesNoOther() {
        for (var json : List.of("{\"MESSAGE\":\"cut o", "", "[".repeat(5000))) {
            assertEquals(List.of("(an entry that cannot be read)"),
                    JournalReader.entries(json).stream().map(LogEntry::message).toList());
        }
        assertEquals(List.of(Optional.empty()), JournalReader.entries(
                "{\"__REALTIME_TIMESTAMP\":[1],\"MESSAGE\":\"x\"}").stream().map(LogEntry::time).toList());
    }

    @Test
    void ofALineWithoutEndTheBeginningIsKept() throws IOException {
        var text = "x".repeat(200_000) + "\r\n\nlast";
        try (var lines = new BoundedLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000)) {
            assertEquals("x".repeat(1000), lines.next());
            assertEquals("", lines.next());
            assertEquals("last", lines.next());
            assertNull(lines.next());
        }
    }

    @Test
    void theNewestStayWhereAllAreTooMuch() throws IOException {
        var large = "time=\"2026-11-22T10:00:00Z\" " + "x".repeat(60_000);
        var file = Optional.of(Files.write(directory.resolve("dockerd.log"), Stream.concat(
                Stream.generate(() -> large).limit(400), Stream.of("newest")).toList()));
        var since = Optional.of(Instant.parse("2026-11-22T08:30:00Z"));
        var kept = messages(new LogQuery(file, Optional.of(1000), since, false));
        assertEquals("newest", kept.getLast());
        assertTrue(kept.size() > 200 && kept.size() < 400, () -> kept.size() + " are kept");
    }

    private Optional<Path> file() throws IOException {
        return Optional.of(Files.write(directory.resolve("dockerd.log"), LINES));
    }

    private static List<String> messages(LogQuery query) throws IOException {
        return entries(query).stream().map(LogEntry::message).toList();
    }

    private static List<LogEntry> entries(LogQuery query) throws IOException {
        var host = new LinuxHost(Map.of("PATH", "/usr/bin:/bin"));
        var all = new ArrayList<LogEntry>();
        host.daemonView().readLog(host.caller(), query, all::add);
        return all;
    }
}
