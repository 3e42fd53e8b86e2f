package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.IdType;
import io.rootlessctl.model.Observation.Absent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where subordinate ids are given out: what SUB_UID_MIN, SUB_UID_MAX, SUB_UID_COUNT and their SUB_GID fellows in
 * login.defs leave in common, for a range is the same for both.
 *
 * @param first the first id that may be given
 * @param last the last one
 * @param count how many a user is given, if no more are needed
 * @param faults values that are no numbers, in whose place the defaults stand
 */
record IdLimits(long first, long last, long count, List<String> faults) {
    private static final Path FILE = Path.of("/etc/login.defs");
    /** Where openSUSE ships what a file in /etc replaces. */
    private static final Path SHIPPED = Path.of("/usr/etc/login.defs");
    /** 4294967295 is no id: chown(2) takes it for "leave as it is". */
    private static final long LAST_ID = 4_294_967_294L;
    private static final long MIN = 100_000;
    private static final long MAX = 600_100_000;
    private static final long COUNT = 65_536;

    IdLimits {
        faults = List.copyOf(faults);
    }

    static IdLimits of(HostView host) {
        var local = host.systemFile(FILE);
        var seen = local instanceof Absent<?> ? host.systemFile(SHIPPED) : local;
        var limits = parse(seen.found().map(file -> file.content()).orElse(""));
        return seen.obstacle().map(why -> new IdLimits(limits.first, limits.last, limits.count,
                List.of(why + "; the defaults are taken"))).orElse(limits);
    }

    /** {@code NAME VALUE} a line; of several with one name the last counts. */
    static IdLimits parse(String text) {
        var values = new HashMap<String, String>();
        // The file is long, and nearly all of it is about other things.
        text.lines().map(String::strip).filter(line -> line.startsWith("SUB_")).map(line -> line.split("\\s+", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> values.put(parts[0], parts[1].replace("\"", "").strip()));
        var faults = new ArrayList<String>();
        return new IdLimits(
                Math.max(value(values, "MIN", IdType.UID, MIN, faults), value(values, "MIN", IdType.GID, MIN, faults)),
                Math.min(LAST_ID, Math.min(
                        value(values, "MAX", IdType.UID, MAX, faults), value(values, "MAX", IdType.GID, MAX, faults))),
                Math.max(value(values, "COUNT", IdType.UID, COUNT, faults), value(values, "COUNT", IdType.GID, COUNT, faults)),
                faults);
    }

    private static long value(Map<String, String> values, String what, IdType type, long fallback, List<String> faults) {
        var name = "SUB_" + type + "_" + what;
        var text = values.getOrDefault(name, Long.toString(fallback));
        try {
            long number = Long.decode(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, as a negative one is.
        }
        faults.add(FILE + ": " + name + ": found \"" + text + "\", expected a number; " + fallback + " is taken");
        return fallback;
    }

    boolean holds(long start, long size) {
        return start >= first && start + size - 1 <= last;
    }

    /** {@code 100000 to 600100000 (SUB_UID_MIN and SUB_UID_MAX, SUB_GID_MIN and SUB_GID_MAX of /etc/login.defs)} */
    @Override
    public String toString() {
        return first + " to " + last + " (SUB_UID_MIN, SUB_UID_MAX, SUB_GID_MIN and SUB_GID_MAX in " + FILE + ")";
    }
}
