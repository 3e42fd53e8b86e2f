package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.host.LogEntry;
import io.rootlessctl.host.LogQuery;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** docker.service's part of a user's journal, by journalctl's JSON. */
final class JournalReader {
    /** An entry that is no text is four times as long as a list of numbers. */
    private static final int MOST = 1 << 20;
    private static final LogEntry UNREADABLE =
            new LogEntry(Optional.empty(), Optional.empty(), "(an entry that cannot be read)");

    private final StreamedCommand command;

    JournalReader(UserCommands commands, Account user, UserDirectories directories) {
        this.command = new StreamedCommand(commands, user, directories, MOST);
    }

    void read(LogQuery query, Predicate<LogEntry> taker) throws IOException {
        command.run(argv(query), line -> entries(line).stream().allMatch(taker));
    }

    static List<String> argv(LogQuery query) {
        var argv = new ArrayList<>(List.of("journalctl", "--user", "--unit=docker", "--output=json",
                "--output-fields=MESSAGE,PRIORITY", "--all", "--no-pager", "--quiet"));
        argv.add("--lines=" + query.lines().map(Object::toString).orElse("all"));
        query.since().ifPresent(since -> argv.add("--since=@%d.%06d".formatted(
                since.getEpochSecond(), since.getNano() / 1000)));
        if (query.follow()) {
            argv.add("--follow");
        }
        return List.copyOf(argv);
    }

    /** A message may have several lines. The user decides what is logged: no entry is to hide those after it. */
    static List<LogEntry> entries(String json) {
        try {
            var entry = UnixHttp.parse("journalctl", json.getBytes(StandardCharsets.UTF_8));
            var time = number(entry.path("__REALTIME_TIMESTAMP"))
                    .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            var priority = number(entry.path("PRIORITY")).map(Long::intValue);
            return JournalLines.message(entry.path("MESSAGE")).lines()
                    .map(line -> new LogEntry(time, priority, line)).toList();
        } catch (MalformedAnswer _) {
            return List.of(UNREADABLE);
        }
    }

    /** journalctl writes all numbers as texts. */
    private static Optional<Long> number(JsonNode node) {
        return Optional.of(node.asText("")).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }
}
