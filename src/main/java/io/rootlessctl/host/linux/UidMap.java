package io.rootlessctl.host.linux;

import io.rootlessctl.host.RunningDaemon.IdMapping;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** /proc/PID/uid_map: {@code INSIDE OUTSIDE COUNT} a line, in columns. */
final class UidMap {
    private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,10})\\s+(\\d{1,10})\\s+(\\d{1,10})\\s*");

    private UidMap() {}

    /** Lines that are not of this form are left out: the kernel writes no others. */
    static List<IdMapping> parse(String text) {
        return text.lines().map(LINE::matcher).filter(Matcher::matches)
                .map(match -> new IdMapping(
                        Long.parseLong(match.group(1)), Long.parseLong(match.group(2)),
                        Long.parseLong(match.group(3))))
                .toList();
    }
}
