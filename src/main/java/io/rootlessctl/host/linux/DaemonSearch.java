package io.rootlessctl.host.linux;

import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Order;
import io.rootlessctl.model.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds a user's RootlessKit that runs dockerd-rootless.sh. It looks like this (the child calls itself exe, since
 * RootlessKit starts /proc/self/exe again inside the new namespaces):
 *
 * <pre>
 * rootlesskit          the parent: its command line tells the settings, and it is the one to signal
 *   exe                the child
 *     dockerd
 *       containerd
 *   slirp4netns
 * </pre>
 */
final class DaemonSearch {
    /** The kernel cuts docker-rootlesskit to 15 bytes. */
    private static final Set<String> NAMES = Set.of("rootlesskit", "docker-rootless");
    private static final Pattern BOOT = Pattern.compile("(?m)^btime (\\d+)");
    /** USER_HZ, which is 100 on every architecture supported here. */
    private static final long TICKS_PER_SECOND = 100;

    /** A user may give this name to any number of processes; more than these are not looked at. */
    private static final int MOST = 32;
    /** For all that is read from the memory of one user's processes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Candidates candidates;
    private final ProcessTable processes;
    private final Instant end = Instant.now().plus(PATIENCE);

    /**
     * Every RootlessKit of the host.
     *
     * @param byUser the outermost ones below their real user's number
     */
    record Candidates(ProcessTable processes, Map<Long, List<ProcStat>> byUser) {}

    DaemonSearch(Candidates candidates) {
        this.candidates = candidates;
        this.processes = candidates.processes();
    }

    static Observation<Candidates> candidates() {
        try {
            var processes = ProcessTable.read();
            var byUser = new HashMap<Long, List<ProcStat>>();
            processes.byPid().values().stream()
                    .filter(process -> NAMES.contains(process.name()) && !process.ended())
                    .filter(process -> !isRootlessKit(processes.byPid().get(process.parent())))
                    .forEach(process -> ProcessTable.uidHere(process.id().pid()).ifPresent(
                            uid -> byUser.computeIfAbsent(uid, _ -> new ArrayList<>()).add(process)));
            return Observation.present(new Candidates(processes, byUser));
        } catch (IOException problem) {
            return FileLook.unreadable(Path.of("/proc"), problem);
        }
    }

    static Observation<RunningDaemon> in(Candidates all, long uid) {
        return new DaemonSearch(all).of(uid).map(Observation::present).orElseGet(Observation::absent);
    }

    /** Of several, the one with a dockerd, and of those the newest. To be asked once, right away. */
    Optional<RunningDaemon> of(long uid) {
        return candidates.byUser().getOrDefault(uid, List.of()).stream()
                .sorted(Order.by(process -> -process.id().startTicks())).limit(MOST)
                .map(this::daemon).flatMap(Optional::stream)
                .max(DaemonSearch::compared);
    }

    private static int compared(RunningDaemon one, RunningDaemon other) {
        int whole = Boolean.compare(one.dockerd().isPresent(), other.dockerd().isPresent());
        return whole != 0 ? whole : Long.compare(one.rootlessKit().startTicks(), other.rootlessKit().startTicks());
    }

    private static boolean isRootlessKit(ProcStat process) {
        return process != null && NAMES.contains(process.name());
    }

    private Optional<RunningDaemon> daemon(ProcStat rootlessKit) {
        long pid = rootlessKit.id().pid();
        var arguments = strings(pid, "cmdline");
        if (!runsDocker(arguments)) {
            return Optional.empty();
        }
        var dockerd = processes.descendants(pid).stream()
                .filter(process -> process.name().equals("dockerd") && !process.ended()).findFirst();
        var shown = dockerd.orElse(rootlessKit);
        return Optional.of(new RunningDaemon(
                rootlessKit.id(), arguments, environment(pid), dockerd.map(ProcStat::id),
                dockerd.map(process -> strings(process.id().pid(), "cmdline")).orElse(List.of()),
                started(shown.id().startTicks()),
                deleted(pid) || dockerd.map(process -> deleted(process.id().pid())).orElse(false),
                dockerd.map(process -> uidMap(process.id().pid())).orElse(List.of()),
                dockerd.map(process -> Namespaces.own(Namespaces.of(process.id().pid()), Namespaces.of(pid)))
                        .orElseGet(TreeSet::new),
                stateDir(pid), dockerd.flatMap(process -> programs(process.id().pid()))));
    }

    private List<String> strings(long pid, String file) {
        return ProcessTable.strings(pid, file, Duration.between(Instant.now(), end));
    }

    /** Others, containerd-rootless.sh for one, run RootlessKit too. */
    static boolean runsDocker(List<String> arguments) {
        return arguments.stream().skip(1).anyMatch(RootlessScript::is);
    }

    private SortedMap<String, String> environment(long pid) {
        var environment = new TreeMap<String, String>();
        for (var assignment : strings(pid, "environ")) {
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
        }
        return environment;
    }

    /** RootlessKit tells its child; without the option to choose it is a random directory. */
    private Optional<Path> stateDir(long rootlessKit) {
        return processes.children(rootlessKit).stream()
                .map(child -> environment(child.id().pid()).get("ROOTLESSKIT_STATE_DIR"))
                .filter(Objects::nonNull).flatMap(directory -> PathText.absolute(directory).stream()).findFirst();
    }

    private static Instant started(long ticks) {
        var boot = BOOT.matcher(ProcessTable.text(Path.of("/proc/stat")).orElse(""));
        long seconds = boot.find() ? Long.parseLong(boot.group(1)) : 0;
        return Instant.ofEpochSecond(seconds).plusMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    private static boolean deleted(long pid) {
        return link(Path.of("/proc/" + pid + "/exe")).map(target -> target.endsWith(" (deleted)")).orElse(false);
    }

    private static Optional<Path> programs(long pid) {
        return link(Path.of("/proc/" + pid + "/exe")).flatMap(PathText::absolute).map(Path::getParent);
    }

    private static List<IdMapping> uidMap(long pid) {
        return UidMap.parse(ProcessTable.text(Path.of("/proc/" + pid + "/uid_map")).orElse(""));
    }

    /** Empty when the process has ended, or the caller may not look. */
    private static Optional<String> link(Path path) {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
