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
    private final StreamedCommand command;

    JournalReader(UserCommands commands, Account user, UserDirectories directories) {
        this.command = new StreamedCommand(commands, user, directories);
    }

    void read(LogQuery query, Predicate<LogEntry> taker) throws IOException {
        var problems = new ArrayList<MalformedAnswer>();
        command.run(argv(query), line -> {
            try {
                return entries(line).stream().allMatch(taker);
            } catch (MalformedAnswer problem) {
                problems.add(problem);
                return false;
            }
        });
        if (!problems.isEmpty()) {
            throw new IOException(problems.getFirst().getMessage());
        }
    }

    static List<String> argv(LogQuery query) {
        var argv = new ArrayList<>(List.of("journalctl", "--user", "--unit=docker", "--output=json",
                "--output-fields=MESSAGE,PRIORITY", "--all", "--no-pager", "--quiet"));
        argv.add("--lines=" + query.lines().map(Object::toString).orElse("all"));
        query.since().ifPresent(since -> argv.add("--since=@" + since.getEpochSecond()));
        if (query.follow()) {
            argv.add("--follow");
        }
        return List.copyOf(argv);
    }

    /** A message may have several lines. */
    static List<LogEntry> entries(String json) throws MalformedAnswer {
        var entry = UnixHttp.parse("journalctl", json.getBytes(StandardCharsets.UTF_8));
        var time = number(entry.path("__REALTIME_TIMESTAMP"))
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        var priority = number(entry.path("PRIORITY")).map(Long::intValue);
        return JournalLines.message(entry.path("MESSAGE")).lines()
                .map(line -> new LogEntry(time, priority, line)).toList();
    }

    /** journalctl writes all numbers as texts. */
    private static Optional<Long> number(JsonNode node) {
        return Optional.of(node.asText("")).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }
}
