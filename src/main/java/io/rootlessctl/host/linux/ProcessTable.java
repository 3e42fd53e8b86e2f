package io.rootlessctl.host.linux;

import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one moment, from one reading of /proc.
 *
 * @param byParent the same, below the number of each one's parent; users may have started thousands
 */
public record ProcessTable(Map<Long, ProcStat> byPid, Map<Long, List<ProcStat>> byParent) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);
    private static final Path PROC = Path.of("/proc");
    private static final int LIMIT = 256 << 10;
    private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+(\\d+)");
    private static final Pattern TWO_NUMBERS = Pattern.compile("(?m)^NSpid:\\s+\\d+\\s+\\d+");

    ProcessTable(Map<Long, ProcStat> byPid) {
        this(byPid, byPid.values().stream().collect(Collectors.groupingBy(ProcStat::parent)));
    }

    public static ProcessTable read() throws IOException {
        var found = new TreeMap<Long, ProcStat>();
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var entry : entries) {
                text(entry.resolve("stat")).flatMap(ProcStat::parse).ifPresent(stat -> found.put(stat.id().pid(), stat));
            }
        }
        return new ProcessTable(found);
    }

    /** The process as it is now; empty when it has ended, whoever has its number by now. */
    public static Optional<ProcStat> alive(ProcessId id) {
        return text(PROC.resolve(id.pid() + "/stat")).flatMap(ProcStat::parse)
                .filter(stat -> stat.id().equals(id) && !stat.ended());
    }

    /**
     * Its real user. Not the owner of /proc/PID: that is root for a program with file capabilities, and rootlesskit may
     * be given some.
     */
    public static Optional<Long> uid(long pid) {
        return text(PROC.resolve(pid + "/status")).map(UID::matcher).filter(Matcher::find)
                .map(match -> Long.parseLong(match.group(1)));
    }

    /**
     * As {@link #uid}, of a process that counts with this host's: empty for one in a container, which has a number of its own
     * there. Whoever runs in it may have any user's number.
     */
    static Optional<Long> uidHere(long pid) {
        return uidHere(text(PROC.resolve(pid + "/status")).orElse(""));
    }

    /** @param status {@code /proc/PID/status} */
    static Optional<Long> uidHere(String status) {
        return Optional.of(UID.matcher(status)).filter(match -> match.find() && !TWO_NUMBERS.matcher(status).find())
                .map(match -> Long.parseLong(match.group(1)));
    }

    /**
     * The arguments of {@code /proc/PID/cmdline}, or the assignments of {@code /proc/PID/environ}; none when they are not
     * there in time.
     */
    static List<String> strings(long pid, String file, Duration patience) {
        return patience.isNegative() ? List.of()
                : inTime(patience, () -> text(PROC.resolve(pid + "/" + file))).map(ProcessTable::split).orElse(List.of());
    }

    /** They are read from the process's own memory, which may be mapped from a file system that never answers. */
    private static Optional<String> inTime(Duration patience, Callable<Optional<String>> reading) {
        var task = new FutureTask<>(reading);
        Thread.ofPlatform().name("proc").daemon(true).start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException defect) {
            // A file that is not there throws nothing.
            LOG.debug("/proc", defect);
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static List<String> split(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var ended = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return List.of(ended.split("\0", -1));
    }

    List<ProcStat> children(long pid) {
        return byParent.getOrDefault(pid, List.of());
    }

    /**
     * Children, their children and so on, nearest first. Numbers are given again while /proc is read, so that a process
     * may seem to be its own ancestor: each is taken once.
     */
    public List<ProcStat> descendants(long pid) {
        var seen = new HashSet<>(Set.of(pid));
        var all = new ArrayList<ProcStat>();
        for (var next = children(pid); !next.isEmpty(); ) {
            var unseen = next.stream().filter(child -> seen.add(child.id().pid())).toList();
            all.addAll(unseen);
            next = unseen.stream().flatMap(child -> children(child.id().pid()).stream()).toList();
        }
        return all;
    }

    /**
     * Empty when the process has ended meanwhile, or hides this file from the caller: for /proc that is the same. Empty
     * too when it is longer than 256 KiB: a process can make its own arguments as long as it likes.
     */
    static Optional<String> text(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LIMIT + 1);
            return bytes.length > LIMIT ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
