package io.rootlessctl.host.linux;

import io.rootlessctl.model.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The namespaces of processes, {@code /proc/PID/ns/net -> net:[4026531840]}. */
final class Namespaces {
    private static final List<String> KINDS = List.of("cgroup", "ipc", "mnt", "net", "pid", "user", "uts");
    private static final Pattern LINK = Pattern.compile("\\w+:\\[(\\d{1,18})]");
    /** containerd-shim and containerd-shim-runc-v2, which the kernel cuts to this. */
    private static final String SHIM = "containerd-shim";
    private static final long NONE = 0;

    private Namespaces() {}

    /** Each kind's number; a kind that this kernel lacks, or that the caller may not look at, is not there. */
    static SortedMap<String, Long> of(long pid) {
        var numbers = new TreeMap<String, Long>();
        for (var kind : KINDS) {
            number(Path.of("/proc/" + pid + "/ns/" + kind)).ifPresent(number -> numbers.put(kind, number));
        }
        return numbers;
    }

    /** The kinds in which one process is apart from another. */
    static SortedSet<String> own(SortedMap<String, Long> inside, SortedMap<String, Long> outside) {
        var own = new TreeSet<>(inside.keySet());
        own.removeIf(kind -> inside.get(kind).equals(outside.get(kind)));
        return own;
    }

    /** Empty when the process has ended, or the caller may not look. */
    private static Optional<Long> number(Path link) {
        try {
            var target = LINK.matcher(Files.readSymbolicLink(link).toString());
            return target.matches() ? Optional.of(Long.valueOf(target.group(1))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * A process and those below it, but of a container only the first one; at most 200. A container's shim leaves its
     * parent, and belongs to whoever's user namespace it is in.
     */
    static List<DaemonProcess> tree(long root, ProcessTable table) {
        var all = new ArrayList<DaemonProcess>();
        Optional.ofNullable(table.byPid().get(root)).ifPresent(process -> add(process, false, table, all));
        var spaces = all.stream().map(Namespaces::user).filter(number -> number != NONE).collect(Collectors.toSet());
        all.stream().findFirst().ifPresent(outside -> spaces.remove(user(outside)));
        var known = all.stream().map(DaemonProcess::pid).collect(Collectors.toSet());
        table.byPid().values().stream()
                .filter(process -> process.name().equals(SHIM) && !known.contains(process.id().pid()))
                .filter(shim -> spaces.contains(of(shim.id().pid()).getOrDefault("user", NONE)))
                .forEach(shim -> add(shim, false, table, all));
        return all;
    }

    private static long user(DaemonProcess process) {
        return process.namespaces().getOrDefault("user", NONE);
    }

    private static void add(ProcStat process, boolean ofContainer, ProcessTable table, List<DaemonProcess> all) {
        if (all.size() == DaemonProcess.MOST || process.ended()) {
            return;
        }
        long pid = process.id().pid();
        all.add(new DaemonProcess(pid, process.parent(), process.name(), of(pid)));
        if (!ofContainer) {
            boolean shim = process.name().equals(SHIM);
            table.children(pid).forEach(child -> add(child, shim, table, all));
        }
    }
}
