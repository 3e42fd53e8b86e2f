package io.rootlessctl.host.linux;

import io.rootlessctl.host.LogEntry;
import io.rootlessctl.host.LogQuery;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The log file of a daemon that runs without systemd. dockerd's lines say when they were written and how grave they are;
 * those of its start script and of RootlessKit do not, and count as of the time of the line before:
 *
 * <pre>
 * + exec rootlesskit --net=slirp4netns ...
 * time="2026-11-22T09:30:01.123456789Z" level=info msg="Starting up"
 * </pre>
 */
final class LogFileReader {
    private static final Pattern TIME = Pattern.compile("^time=\"([^\"]{20,40})\"(?: level=(\\w+))?");

    private final StreamedCommand command;
    private Optional<Instant> last = Optional.empty();

    LogFileReader(UserCommands commands, Account user, UserDirectories directories) {
        this.command = new StreamedCommand(commands, user, directories, BoundedLines.MOST);
    }

    /** By tail, as the user: it reads what the user may, and it knows how to follow. */
    void read(Path file, LogQuery query, Predicate<LogEntry> taker) throws IOException {
        if (query.since().isPresent()) {
            readSince(file, query, taker);
            return;
        }
        var count = query.lines().map(Object::toString).orElse("+1");
        var argv = new ArrayList<>(List.of("tail", "--lines=" + count));
        argv.addAll(followed(file, query));
        command.run(argv, line -> taker.test(entry(line)));
    }

    /** All lines are looked at for their times; of several, the last ones are known when the file's end is reached. */
    private void readSince(Path file, LogQuery query, Predicate<LogEntry> taker) throws IOException {
        var since = query.since().get();
        var kept = new Newest(query.lines().orElse(Integer.MAX_VALUE));
        var argv = new ArrayList<>(List.of("tail", "--lines=+1"));
        boolean all = query.lines().isEmpty();
        argv.addAll(followed(file, new LogQuery(query.file(), query.lines(), query.since(), all && query.follow())));
        command.run(argv, line -> {
            var entry = entry(line);
            if (entry.time().filter(time -> !time.isBefore(since)).isEmpty()) {
                return true;
            }
            if (all) {
                return taker.test(entry);
            }
            kept.add(entry);
            return true;
        });
        boolean wanted = kept.entries.stream().allMatch(taker);
        if (wanted && !all && query.follow()) {
            read(file, new LogQuery(query.file(), Optional.of(0), Optional.empty(), true), taker);
        }
    }

    /** The last entries, so many and no more than there is room for: it is the user who says how long they are. */
    private static final class Newest {
        private static final long ROOM = 16L << 20;
        private static final int EACH = 64;

        private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();
        private final int most;
        private long size;

        Newest(int most) {
            this.most = most;
        }

        void add(LogEntry entry) {
            entries.addLast(entry);
            size += size(entry);
            while (entries.size() > most || size > ROOM) {
                size -= size(entries.removeFirst());
            }
        }

        private static long size(LogEntry entry) {
            return EACH + entry.message().length();
        }
    }

    /** By name: a daemon that is started again may have a new file. */
    private static List<String> followed(Path file, LogQuery query) {
        return query.follow()
                ? List.of("--follow=name", "--retry", "--pid=" + ProcessHandle.current().pid(), "--", file.toString())
                : List.of("--", file.toString());
    }

    private LogEntry entry(String line) {
        var found = TIME.matcher(line);
        if (!found.find()) {
            return new LogEntry(last, Optional.empty(), line);
        }
        last = time(found.group(1)).or(() -> last);
        return new LogEntry(last, Optional.ofNullable(found.group(2)).flatMap(LogFileReader::priority), line);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> priority(String level) {
        return Optional.ofNullable(switch (level) {
            case "panic" -> 0;
            case "fatal" -> 2;
            case "error" -> 3;
            case "warning" -> 4;
            case "info" -> 6;
            case "debug", "trace" -> 7;
            default -> null;
        });
    }
}
