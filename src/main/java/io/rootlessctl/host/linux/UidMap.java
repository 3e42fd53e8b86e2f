package io.rootlessctl.host.linux;

import io.rootlessctl.host.IdType;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.ProcessId;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** /proc/PID/uid_map and gid_map: {@code INSIDE OUTSIDE COUNT} a line, in columns. */
final class UidMap {
    private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,10})\\s+(\\d{1,10})\\s+(\\d{1,10})\\s*");

    private UidMap() {}

    static List<IdMapping> of(ProcessId process, IdType type) {
        var file = switch (type) {
            case UID -> "uid_map";
            case GID -> "gid_map";
        };
        return parse(ProcessTable.text(Path.of("/proc/" + process.pid(), file)).orElse(""));
    }

    /** Lines that are not of this form are left out: the kernel writes no others. */
    static List<IdMapping> parse(String text) {
        return text.lines().map(LINE::matcher).filter(Matcher::matches)
                .map(match -> new IdMapping(
                        Long.parseLong(match.group(1)), Long.parseLong(match.group(2)),
                        Long.parseLong(match.group(3))))
                .toList();
    }
}
