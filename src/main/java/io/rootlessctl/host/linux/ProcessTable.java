package io.rootlessctl.host.linux;

import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The processes of one moment, from one reading of /proc. */
public record ProcessTable(Map<Long, ProcStat> byPid) {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+(\\d+)");

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
        return text(PROC.resolve(pid + "/status")).map(UID::matcher).filter(java.util.regex.Matcher::find)
                .map(match -> Long.parseLong(match.group(1)));
    }

    /** The arguments of {@code /proc/PID/cmdline}, or the assignments of {@code /proc/PID/environ}. */
    static List<String> strings(long pid, String file) {
        return text(PROC.resolve(pid + "/" + file)).map(ProcessTable::split).orElse(List.of());
    }

    static List<String> split(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var ended = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return List.of(ended.split("\0", -1));
    }

    List<ProcStat> children(long pid) {
        return byPid.values().stream().filter(process -> process.parent() == pid).toList();
    }

    /** Children, their children and so on, nearest first. */
    public List<ProcStat> descendants(long pid) {
        var all = new ArrayList<>(children(pid));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(children(all.get(i).id().pid()));
        }
        return all;
    }

    /** Empty when the process has ended meanwhile, or hides this file from the caller: for /proc that is the same. */
    static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
