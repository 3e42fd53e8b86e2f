package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.manifest.Settings.Start;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The running daemon: whether it runs, starts by itself, and is what the files say. The files may be right and the
 * process old; every field but {@code state} and {@code start} is therefore read from the process (RootlessKit's
 * command line, dockerd's id map and executable) or from the Engine API, never from a file.
 */
public final class Daemon implements ResourceKind<DaemonWish, DaemonSeen> {
    /** How long containers may take to end with a daemon that is stopped without systemd. */
    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(45);
    public static final String KIND = "daemon";
    /** The user's unit. */
    public static final String UNIT = "docker.service";
    static final String SETTINGS = "settings.";
    static final String NO_MANAGER = "found \"systemd\", and this host's process 1 is not systemd; declare \"auto\" or "
            + "\"direct\"";

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "daemon.state", "daemon.start", "daemon.manager", "daemon.socket", "daemon.restart", "daemon.ready-timeout", "daemon.probe");
    }

    @Override
    public List<Desired<DaemonWish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<DaemonWish>>();
        var idMaps = IdMap.wanted(declaration, last, host);
        for (var user : declaration.users()) {
            var address = new Address(name(), user.name());
            var applied = last.at(user.scope(), address);
            if (declaration.leaves() && applied.fields().isEmpty()) {
                continue;
            }
            var wish = new DaemonWish(
                    user, DaemonJson.keys(user, host), kept(user, last, host), RootlessEnvironment.daemon(user, host),
                    Optional.ofNullable(idMaps.get(user.name())),
                    declaration.leaves() ? DirectStart.restored(user, applied, last, host)
                            : DirectStart.launch(user, last, host), applied, declaration.leaves(),
                    Optional.of(user.directories().runtime()).filter(last.made(user.scope())::contains),
                    ProgramSearch.declared(user, host).map(ProgramsOrder::directory), PortRights.startsCapable(user, host));
            found.add(new Desired<>(address, user.scope(), wish, DaemonNeeds.of(user, host)));
        }
        return found;
    }

    /** Where the daemon answers: the declared socket, or the one that the process would take by itself. */
    public static Optional<Path> socket(Declaration.User user, Optional<RunningDaemon> running, HostView host) {
        return running.flatMap(process -> DaemonAnswer.of(user, process, Applied.NOTHING, host).answer())
                .map(DaemonAnswer.Answer::socket);
    }

    /** How a running daemon can be started again as it is. */
    public static Optional<DirectLaunch> asStarted(RunningDaemon running, Declaration.User user) {
        return DirectStart.former(running, user);
    }

    /** Where the log of a daemon is that runs without systemd. */
    public static Path log(Declaration.User user) {
        return DirectStart.log(user);
    }

    /** The end of what it has logged, newest last. */
    public static Observation<List<String>> lastLines(Declaration.User user, int lines, HostView host) {
        return host.daemonView().lastLines(user.account(), user.systemd() ? Optional.empty() : Optional.of(log(user)), lines);
    }

    /** Where there is data that belongs to the user's subordinate ids; empty where there is none. */
    public static Optional<Path> data(Declaration.User user, LastApplied last, HostView host) {
        return DataRoot.recorded(user, last).stream().sorted()
                .filter(path -> LeftBehind.something(path, user.account(), host)).findFirst();
    }

    /** The directories for its data and its key that are not there: dockerd makes them when it first starts. */
    public static List<Path> madeAtStart(Declaration.User user, HostView host) {
        return Stream.of(user.dataRoot().getParent(), user.directories().dockerConfig())
                .flatMap(path -> UserFile.missingDirectories(path, user.account(), host).stream())
                .map(step -> ((Step.MakeDirectory) step).path()).toList();
    }

    /**
     * Of the fields that were ours, those that the files, or dockerd by itself, will go on to have without us. No daemon is
     * restarted for a value that somebody else has given to a key that is no longer declared.
     */
    private static Set<String> kept(Declaration.User user, LastApplied last, HostView host) {
        var kept = new HashSet<String>();
        var ours = last.at(user.scope(), new Address(KIND, user.name())).fields();
        DaemonJson.remaining(user, last, host).keySet().forEach(key -> kept.add(SETTINGS + key));
        var usual = DaemonJson.defaults(user);
        usual.keySet().stream().filter(key -> usual.get(key).equals(ours.get(SETTINGS + key)))
                .forEach(key -> kept.add(SETTINGS + key));
        var variables = user.systemd()
                ? OverrideConf.remaining(user, last, host) : DirectEnvironment.effective(user, last, host);
        kept.addAll(RootlessEnvironment.staying(variables, ours));
        return kept;
    }

    @Override
    public boolean leavesWhatItFound() {
        return false;
    }

    /** One that did not run has all fields as they are desired: see {@link #observed}. It did not have them before us. */
    @Override
    public Applied truly(Applied last) {
        return last.former("state").filter("stopped"::equals).isPresent() ? last.withoutFormer() : last;
    }

    @Override
    public Set<String> letBe(DaemonWish desired) {
        return desired.kept();
    }

    @Override
    public Observation<DaemonSeen> observe(DaemonWish desired, HostView host) {
        return desired.user().withoutItsManager(host)
                ? new Observation.Malformed<>("daemon.manager", NO_MANAGER)
                : DaemonSeen.of(desired, host);
    }

    @Override
    public SortedMap<String, String> desired(DaemonWish desired) {
        var fields = new TreeMap<String, String>();
        fields.put("state", desired.state() == State.RUNNING ? "running" : "stopped");
        if (desired.user().systemd()) {
            fields.put("start", desired.enabled() ? "enabled" : "disabled");
        }
        fields.putAll(desired.traces());
        if (desired.state() == State.RUNNING && !desired.leaves()) {
            fields.putAll(running(desired));
        }
        return fields;
    }

    private static SortedMap<String, String> running(DaemonWish desired) {
        var fields = new TreeMap<>(Map.of("binary", "current", "namespaces", DaemonSeen.NAMESPACES));
        var user = desired.user();
        fields.put("manager", user.systemd() ? "systemd" : "direct");
        desired.programs().ifPresent(directory -> fields.put("programs", directory.toString()));
        fields.put("socket", user.socket().toString());
        desired.idMap().ifPresent(map -> fields.put("id-map", map));
        fields.putAll(desired.rights());
        fields.putAll(desired.network());
        desired.settings().forEach((key, value) -> fields.put(SETTINGS + key, value));
        if (desired.settings().containsKey("tlscert")) {
            fields.put(ServerCertificate.FIELD, ServerCertificate.CURRENT);
        }
        return fields;
    }

    /**
     * A daemon that does not run has no other field: it will start with what the files say. Of one that is to stop
     * nothing else is compared either.
     */
    @Override
    public SortedMap<String, String> observed(DaemonWish desired, Observation<DaemonSeen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            if (!seen.runs()) {
                fields.putAll(desired(desired));
            }
            fields.put("state", seen.state());
            fields.putAll(seen.traces(desired));
            seen.unit().ifPresent(unit -> fields.put("start", enablement(unit)));
            if (desired.state() == State.RUNNING) {
                fields.putAll(seen.runningFields(desired));
            }
        });
        return fields;
    }

    /** A unit without a file, or a masked one, is not started by anything, which is what disabled means. */
    private static String enablement(UserUnit unit) {
        boolean nothing = unit.unitFileState().isEmpty() || unit.unitFileState().equals("masked");
        return nothing ? "disabled" : unit.unitFileState();
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().flatMap(user -> ExistingDaemon.of(user, host).stream()).toList();
    }

    @Override
    public Proposal propose(DaemonWish desired, Observation<DaemonSeen> observed, List<FieldDiff> diffs, HostView host) {
        var seen = observed.found().orElse(DaemonSeen.NOTHING);
        return new DaemonChange(desired, seen, diffs, host).proposal();
    }

    @Override
    public SortedMap<String, String> notes(DaemonWish desired, DaemonSeen observed, Effect taken) {
        return observed.notes(desired, taken);
    }

    @Override
    public List<String> warnings(DaemonWish desired, Observation<DaemonSeen> observed) {
        var texts = new ArrayList<String>();
        if (desired.leaves()) {
            return desired.ranBefore() && !desired.sameManager() ? List.of(
                    "a daemon that somebody had started by hand ran here before, and is not started again") : List.of();
        }
        var daemon = desired.user().settings().daemon();
        if (!desired.user().systemd() && daemon.start() == Start.BOOT
                && desired.user().settings().declared().contains("daemon.start")) {
            texts.add("daemon.start = \"boot\": without systemd nothing starts the daemon at boot; "
                    + "run `rootlessctl apply` from an @reboot line of cron");
        }
        observed.found().flatMap(DaemonSeen::engine).filter(engine -> engine.cgroupDriver().equals("none"))
                .ifPresent(_ -> texts.add("docker run --cpus, --memory and --pids-limit are ignored: "
                        + "resource limits need cgroup v2 and systemd"));
        return texts;
    }
}
