package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was seen of one user's daemon.
 *
 * @param socket where it answers
 * @param unit docker.service; empty where systemd does not manage the daemon
 * @param silent whether there is a socket that nothing came from in time; a busy daemon is slow
 * @param settings the owned daemon.json keys as the running process has read them, as far as that is known
 * @param fileSettings the same keys as the file has them now
 * @param certificate what a server's certificate is now that dockerd reads when it starts; empty without TLS
 * @param capable whether RootlessKit may listen on any port, where it has to
 * @param identity whether dockerd has its key
 * @param runtime whether the runtime directory that we made is there
 */
record DaemonSeen(
        Optional<RunningDaemon> process, Optional<Path> socket, Optional<Engine> engine, boolean silent,
        Optional<UserUnit> unit, SortedMap<String, String> settings, SortedMap<String, String> fileSettings,
        Optional<ServerCertificate> certificate, boolean capable, boolean identity, boolean runtime) {
    static final DaemonSeen NOTHING = new DaemonSeen(
            Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty(),
            Collections.emptySortedMap(), Collections.emptySortedMap(), Optional.empty(), false, false, false);
    /** Process start times are known to a second only. */
    static final Duration CLOCK = Duration.ofSeconds(1);
    /** What a rootless dockerd has for itself. */
    static final String NAMESPACES = "mnt net user";
    static final String LOW_PORTS = "privileged-ports";
    static final String CAPABLE = "with cap_net_bind_service";
    private static final String PROCESS_NOTE = "process";

    static Observation<DaemonSeen> of(DaemonWish desired, HostView host) {
        return unit(desired, host).flatMap(unit -> process(desired, host).flatMap(process -> {
            var file = DaemonJson.file(desired.user());
            return optional(DaemonJson.parse(file, host)).map(json ->
                    composed(desired, unit, process, json.orElseGet(JsonText::empty), host));
        }));
    }

    private static DaemonSeen composed(
            DaemonWish desired, Optional<UserUnit> unit, Optional<RunningDaemon> process, JsonText json,
            HostView host) {
        var asked = process.map(running -> DaemonAnswer.of(desired.user(), running, desired.last(), host))
                .orElse(DaemonAnswer.NOBODY);
        var inFile = owned(desired, json.members());
        var read = process.map(running -> read(desired, running, inFile, host)).orElse(inFile);
        return new DaemonSeen(
                process, asked.answer().map(DaemonAnswer.Answer::socket),
                asked.answer().map(DaemonAnswer.Answer::engine), asked.silent(), unit, read,
                inFile, ServerCertificate.of(desired.user(), host),
                desired.binds() && process.filter(running -> PortRights.capable(running, desired.user(), host)).isPresent(),
                there(desired.identity().path(), desired, host),
                desired.runtime().filter(path -> there(path, desired, host)).isPresent());
    }

    private static boolean there(Path path, DaemonWish desired, HostView host) {
        return !(host.status(path, desired.user().account()) instanceof Absent<?>);
    }

    /** What a daemon of ours has made for itself, of that which is to go with it. */
    SortedMap<String, String> traces(DaemonWish desired) {
        var traces = desired.traces();
        traces.replaceAll((field, _) -> (field.equals(DaemonWish.IDENTITY) ? identity : runtime)
                ? "made by the daemon" : DaemonWish.GONE);
        return traces;
    }

    private static Observation<Optional<UserUnit>> unit(DaemonWish desired, HostView host) {
        return desired.user().systemd() && !(desired.leaves() && UserUnitFile.gone(desired.user(), host))
                ? optional(host.userUnit(UserUnitFile.NAME, desired.user().account()))
                : Observation.present(Optional.empty());
    }

    private static Observation<Optional<RunningDaemon>> process(DaemonWish desired, HostView host) {
        return optional(host.daemon(desired.user().account()));
    }

    private static <T> Observation<Optional<T>> optional(Observation<T> observed) {
        return observed instanceof Absent<T> ? Observation.present(Optional.empty()) : observed.map(Optional::of);
    }

    /** Keys that we own, now or since the last apply; an unset one has dockerd's default where that is known. */
    private static SortedMap<String, String> owned(DaemonWish desired, Map<String, String> members) {
        var values = new TreeMap<>(DaemonJson.defaults(desired.user()));
        values.keySet().retainAll(desired.settings().keySet());
        values.putAll(members);
        values.keySet().retainAll(ownedKeys(desired));
        return values;
    }

    private static Set<String> ownedKeys(DaemonWish desired) {
        var keys = new LinkedHashSet<>(desired.settings().keySet());
        desired.last().fields().keySet().stream()
                .filter(field -> field.startsWith(Daemon.SETTINGS))
                .map(field -> field.substring(Daemon.SETTINGS.length())).forEach(keys::add);
        return keys;
    }

    /**
     * What the process has read: what we noted when it did, else what the file says if the file is older than the
     * process. A file that changed under a process we know nothing of leaves its settings unknown.
     */
    private static SortedMap<String, String> read(
            DaemonWish desired, RunningDaemon running, SortedMap<String, String> inFile, HostView host) {
        var file = DaemonJson.file(desired.user()).read(host).found().map(FileText::modified);
        boolean older = file.map(modified -> !modified.isAfter(running.started().plus(CLOCK))).orElse(true);
        var read = older ? new TreeMap<>(inFile) : new TreeMap<String, String>();
        if (identity(running).equals(desired.last().notes().get(PROCESS_NOTE))) {
            read.putAll(noted(desired.last()));
        }
        return read;
    }

    private static SortedMap<String, String> noted(Applied last) {
        var settings = new TreeMap<String, String>();
        last.notes().forEach((note, value) -> {
            if (note.startsWith(Daemon.SETTINGS)) {
                settings.put(note.substring(Daemon.SETTINGS.length()), value);
            }
        });
        return settings;
    }

    /** What was noted of this very process. */
    private static Optional<String> noted(RunningDaemon running, Applied last) {
        return Optional.ofNullable(last.notes().get(ServerCertificate.FIELD))
                .filter(_ -> identity(running).equals(last.notes().get(PROCESS_NOTE)));
    }

    private static String identity(RunningDaemon running) {
        return running.dockerd().orElse(running.rootlessKit()).toString();
    }

    SortedMap<String, String> notes(DaemonWish desired, Effect taken) {
        var notes = new TreeMap<String, String>();
        boolean first = desired.last().fields().isEmpty();
        if (first && !identity || desired.last().notes().containsKey(DaemonWish.NO_IDENTITY)) {
            notes.put(DaemonWish.NO_IDENTITY, "true");
        }
        process.ifPresent(running -> {
            notes.put(PROCESS_NOTE, identity(running));
            certificate.filter(now -> taken != Effect.NONE || now.isRead(running, noted(running, desired.last())))
                    .ifPresent(now -> notes.put(ServerCertificate.FIELD, now.digest()));
            (taken == Effect.NONE ? settings : fileSettings)
                    .forEach((key, value) -> notes.put(Daemon.SETTINGS + key, value));
        });
        return notes;
    }

    boolean runs() {
        return process.isPresent();
    }

    String state() {
        if (engine.isPresent()) {
            return "running";
        }
        if (runs()) {
            return "not answering";
        }
        return unit.filter(known -> known.activeState().equals("failed")).isPresent() ? "failed" : "stopped";
    }

    SortedMap<String, String> runningFields(DaemonWish desired) {
        var fields = new TreeMap<String, String>();
        process.ifPresent(running -> {
            fields.putAll(RootlessEnvironment.running(running));
            fields.put("manager", managedBySystemd() ? "systemd" : "direct");
            fields.put("binary", running.binaryDeleted() ? "deleted by an upgrade" : "current");
            running.programs().ifPresent(directory -> fields.put("programs", directory.toString()));
            fields.put("namespaces", namespaces(running));
            IdMap.of(running).ifPresent(map -> fields.put("id-map", map));
            if (desired.binds()) {
                fields.put(LOW_PORTS, capable ? CAPABLE : "started without cap_net_bind_service");
            }
            socket.ifPresent(path -> fields.put("socket", path.toString()));
            settings.forEach((key, value) -> fields.put(Daemon.SETTINGS + key, value));
            certificate.ifPresent(now -> fields.put(
                    ServerCertificate.FIELD, now.seen(running, noted(running, desired.last()))));
            engine.ifPresent(known -> putEngineFields(fields, known, desired));
        });
        return fields;
    }

    /** With a detached network namespace dockerd stays in the host's, as it should. */
    private static String namespaces(RunningDaemon running) {
        var own = new TreeSet<>(running.ownNamespaces());
        if (own.isEmpty()) {
            // Not to be told: dockerd is not there, or its links cannot be read.
            return NAMESPACES;
        }
        running.flag("detach-netns").filter("true"::equals).ifPresent(_ -> own.add("net"));
        own.retainAll(List.of(NAMESPACES.split(" ")));
        return String.join(" ", own);
    }

    /** Where the Engine says what it really uses, its word counts and not the file's. */
    private static void putEngineFields(SortedMap<String, String> fields, Engine engine, DaemonWish desired) {
        engine.settings().forEach((key, value) -> {
            if (ownedKeys(desired).contains(key)) {
                fields.put(Daemon.SETTINGS + key, JsonText.canonical(value));
            }
        });
    }

    private boolean managedBySystemd() {
        return unit.isPresent() && unit.get().activeState().equals("active");
    }
}
