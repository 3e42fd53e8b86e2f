package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a user's running systemd may have, whatever the files say by now: it got that when it started. From
 * /proc/PID/limits, which has a name, the soft and the hard limit in columns:
 *
 * <pre>
 * Max processes             7823                 7823                 processes
 * Max open files            1024                 524288               files
 * </pre>
 */
final class RunningLimits {
    private static final Map<String, String> NAMES = Map.of("nofile", "Max open files", "nproc", "Max processes");

    private RunningLimits() {}

    /** The limits that differ from the declared ones, {@code nofile 1024 (hard 524288)}; none where no systemd runs. */
    static List<String> differing(Account user, SortedMap<String, Long> declared, HostView host) {
        var text = host.systemUnit("user@" + user.uid() + ".service").found().map(UserUnit::mainPid).filter(pid -> pid > 0)
                .flatMap(pid -> host.text(Path.of("/proc", pid.toString(), "limits"), host.caller()).found())
                .map(FileText::content).orElse("");
        var found = new ArrayList<String>();
        new TreeMap<>(declared).forEach((name, limit) -> columns(NAMES.get(name), text)
                .filter(columns -> !columns.equals(List.of(limit.toString(), limit.toString())))
                .ifPresent(columns -> found.add(name + " " + columns.getFirst() + " (hard " + columns.getLast() + ")")));
        return found;
    }

    private static Optional<List<String>> columns(String name, String text) {
        return Pattern.compile("(?m)^" + name + " +(\\S+) +(\\S+)").matcher(text).results().findFirst()
                .map(match -> List.of(match.group(1), match.group(2)));
    }
}
