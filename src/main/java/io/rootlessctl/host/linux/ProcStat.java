package io.rootlessctl.host.linux;

import io.rootlessctl.model.ProcessId;
import java.util.Optional;

/**
 * /proc/PID/stat, {@code 11863 (dockerd) S 11802 11789 ...}. The name is in parentheses and may hold any byte, also
 * blanks and parentheses; the kernel cuts it to 15 bytes.
 *
 * @param state {@code Z} for one that has ended and whose parent has not asked how
 * @param session the number of the process that leads it
 */
public record ProcStat(ProcessId id, String name, char state, long parent, long session) {
    private static final int SESSION = 3, START = 19;

    static Optional<ProcStat> parse(String text) {
        int open = text.indexOf(" (");
        int close = text.lastIndexOf(") ");
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        var rest = text.substring(close + 2).strip().split(" ");
        if (rest.length <= START || rest[0].length() != 1) {
            return Optional.empty();
        }
        try {
            var id = new ProcessId(Long.parseLong(text.substring(0, open)), Long.parseLong(rest[START]));
            return Optional.of(new ProcStat(id, text.substring(open + 2, close), rest[0].charAt(0),
                    Long.parseLong(rest[1]), Long.parseLong(rest[SESSION])));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    public boolean ended() {
        return state == 'Z' || state == 'X';
    }
}
