package io.rootlessctl.host;

import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DaemonProcess;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProcessId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The daemons of a {@link FakeHost}; group ids are mapped as user ids are. */
record FakeDaemonView(FakeHost host) implements DaemonView {
    private static final Pattern TIME = Pattern.compile("^time=\"([^\"]+)\"");

    @Override
    public Observation<List<String>> lastLines(Account user, Optional<Path> file, int lines) {
        if (host.closedLogs.contains(user.name())) {
            return new Observation.Unreadable<>("journal of " + user.name(), "No journal files were opened due to insufficient permissions.");
        }
        var all = host.logs.getOrDefault(user.name(), List.of());
        return Observation.present(all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    @Override
    public void readLog(Account user, LogQuery query, Predicate<LogEntry> taker) {
        var all = host.logs.getOrDefault(user.name(), List.of());
        all.subList(Math.max(0, all.size() - query.lines().orElse(all.size())), all.size()).stream()
                .map(line -> new LogEntry(Optional.of(time(line)), Optional.of(6), line)).allMatch(taker);
    }

    private Instant time(String line) {
        var written = TIME.matcher(line);
        return written.find() ? Instant.parse(written.group(1)) : host.now();
    }

    @Override
    public Observation<Long> room(Path directory, Account user) {
        return Observation.present(host.room);
    }

    @Override
    public Observation<List<IdMapping>> idMap(ProcessId process, IdType type) {
        return host.daemons.values().stream().map(FakeDaemon::process)
                .filter(daemon -> daemon.dockerd().filter(process::equals).isPresent()).findFirst()
                .map(RunningDaemon::uidMap).map(Observation::present).orElseGet(Observation::absent);
    }

    @Override
    public Observation<List<DaemonProcess>> processes(RunningDaemon daemon) {
        var outside = new TreeMap<>(Map.of("cgroup", 4026531835L, "ipc", 4026531839L, "mnt", 4026531841L,
                "net", 4026531840L, "pid", 4026531836L, "user", 4026531837L, "uts", 4026531838L));
        var inside = new TreeMap<>(outside);
        daemon.ownNamespaces().forEach(kind -> inside.put(kind, outside.get(kind) + 500));
        long kit = daemon.rootlessKit().pid();
        var all = new ArrayList<>(List.of(new DaemonProcess(kit, 1, "rootlesskit", outside)));
        daemon.dockerd().ifPresent(dockerd -> all.add(new DaemonProcess(dockerd.pid(), kit, "dockerd", inside)));
        daemon.dockerd().filter(_ -> daemon.flag("net").filter("slirp4netns"::equals).isPresent() && !host.withoutSlirp4netns)
                .ifPresent(dockerd -> all.add(new DaemonProcess(dockerd.pid() + 1, kit, "slirp4netns", outside)));
        return Observation.present(all);
    }

    @Override
    public Observation<Reach> reach(RunningDaemon daemon, Destination place, Account user) {
        return host.noProbe.<Observation<Reach>>map(why -> new Observation.Unreadable<>("probe", why))
                .orElseGet(() -> Observation.present(host.reaches.getOrDefault(user.name(), Reach.REACHED)));
    }
}
