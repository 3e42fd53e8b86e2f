package io.rootlessctl.render;

import io.rootlessctl.model.Secrets;
import java.util.regex.Pattern;

/**
 * One line of a daemon's log, short enough to be read at a glance. Of {@code time="2026-01-02T12:00:00.123Z" level=warning
 * msg="no \"x\"" error=y} comes {@code 2026-01-02T12:00:00Z warning: no "x" error=y}.
 */
final class LogLine {
    private static final Pattern DOCKERD = Pattern.compile(
            "time=\"(\\S{19})[^\"]*\" level=(\\w+) msg=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+))(.*)");
    /** Before it stands what makes it a line of the log. */
    private static final int INDENT = 4;
    private static final int SHORTEST = 40;

    private LogLine() {}

    /** @param columns of the terminal; 0 where there is none */
    static String brief(String line, int columns) {
        int longest = columns > 0 ? Math.max(SHORTEST, columns - INDENT) : Shown.LONGEST;
        var text = Secrets.masked(line);
        var parts = DOCKERD.matcher(text);
        if (!parts.matches()) {
            return Shown.shortened(text, longest);
        }
        var message = parts.group(3) == null ? parts.group(4) : parts.group(3).replaceAll("\\\\(.)", "$1");
        return Shown.begun(parts.group(1) + "Z " + parts.group(2) + ": " + message + parts.group(5), longest);
    }
}
