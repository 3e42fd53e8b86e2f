package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Reach;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.DaemonProcess;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Octal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be wrong with one user's Docker that no kind manages. Looks only, and at things that cost nothing to look at.
 */
public final class Checks {
    /** The code of what {@link HostCheck} finds. */
    public static final String CONFLICT = "host-conflict";
    /** The code of what nobody can say, as {@code {reason}} tells. */
    public static final String UNREADABLE = "log-unreadable";

    /** The kernel's own defaults: somebody has lowered what is less. Source: inotify(7), Documentation/admin-guide/sysctl. */
    private static final Map<String, Long> LEAST = Map.of(
            "fs.inotify.max_user_instances", 128L, "fs.inotify.max_user_watches", 8192L, "vm.max_map_count", 65530L);
    private static final String RESTART = "systemctl --user restart docker.service";
    private static final String SLIRP4NETNS = "slirp4netns";
    private static final String PING = "net.ipv4.ping_group_range";
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    private final Declaration.User user;
    private final HostView host;
    private final List<Cause> found = new ArrayList<>();

    private Checks(Declaration.User user, HostView host) {
        this.user = user;
        this.host = host;
    }

    /**
     * @param down whether the daemon is to run and does not
     * @param environment of the user's own shell; empty where somebody else asks
     */
    public static List<Cause> of(
            Declaration.User user, boolean down, Optional<Map<String, String>> environment, HostView host) {
        if (!user.wanted()) {
            return List.of();
        }
        var checks = new Checks(user, host);
        checks.programs();
        checks.home();
        checks.runtime(environment);
        checks.bus();
        checks.dataRoot();
        checks.resolver();
        checks.settings();
        Combinations.of(user, host).forEach(checks::add);
        RootlessLimits.of(user, host).forEach(checks::add);
        UnitFaults.of(user, host).forEach(checks::add);
        LEAST.forEach(checks::parameter);
        checks.ping();
        if (down) {
            checks.socket();
            checks.processFile();
        } else {
            checks.network();
            UserLint.of(user, host).unasked().forEach(id -> checks.add(id.toString(), Map.of()));
        }
        environment.flatMap(variables -> ClientAim.elsewhere(user, variables, host)).ifPresent(aim ->
                checks.add(aim.code(), Map.of("aim", aim.endpoint(), "name", aim.name())));
        return List.copyOf(checks.found);
    }

    /** What a text about a user may have in braces. */
    public static Map<String, String> values(Declaration.User user) {
        return Map.of(
                "user", user.name(), "uid", Long.toString(user.account().uid()),
                "home", user.directories().home().toString(), "runtime", user.directories().runtime().toString(),
                "socket", user.socket().toString(), "data-root", user.dataRoot().toString(), "full", user.dataRoot().toString(),
                // A range that is as declared and too short for an image: how much longer it has to be, no message tells.
                "more-ids", Long.toString(2 * user.settings().idMap().size()),
                "restart", user.systemd() ? RESTART : "kill $(pgrep -u " + user.account().uid() + " -x rootlesskit)");
    }

    private void add(Symptom symptom) {
        add(symptom.code(), symptom.values());
    }

    private void add(String code, Map<String, String> more) {
        var values = new HashMap<>(values(user));
        values.putAll(more);
        found.add(Causes.of(code).orElseThrow().in(values));
    }

    /** Where there is no dockerd either, what it would start is not what is missing. */
    private void programs() {
        if (ProgramSearch.find("dockerd", user, host).found().isPresent()) {
            for (var name : List.of("containerd", "runc")) {
                if (ProgramSearch.find(name, user, host) instanceof Observation.Absent<?>) {
                    add(name + "-missing", Map.of());
                }
            }
        }
    }

    private void home() {
        var home = host.status(user.directories().home(), user.account());
        if (home instanceof Observation.Absent<?> || home.found().filter(this::closed).isPresent()) {
            add("home-missing", Map.of());
        }
    }

    /** A link may lead to a directory of the user's own. */
    private boolean closed(FileStatus status) {
        boolean own = status.uid() == user.account().uid();
        return status.type() != FileStatus.Type.LINK
                && (status.type() != FileStatus.Type.DIRECTORY || (status.mode() & (own ? 0300 : 0003)) != (own ? 0300 : 0003));
    }

    /**
     * What a login has made, or says it has; where that cannot be used, everything goes on as if there were none. Below the
     * home the daemon's start makes one.
     */
    private void runtime(Optional<Map<String, String>> environment) {
        var named = environment.map(variables -> variables.getOrDefault("XDG_RUNTIME_DIR", ""))
                .filter(path -> path.startsWith("/")).map(Path::of);
        var used = user.directories().runtime();
        var logins = named.orElse(Path.of("/run/user", Long.toString(user.account().uid())));
        var status = host.status(logins, user.account());
        boolean missing = status instanceof Observation.Absent<?> && (named.isPresent() && !used.equals(logins));
        if (missing || status.found().filter(seen -> closed(seen) || seen.uid() != user.account().uid()).isPresent()) {
            add("runtime-directory", Map.of("runtime", logins.toString()));
        } else if (status.found().filter(seen -> (seen.mode() & 0077) != 0).isPresent()) {
            add("runtime-directory-open", Map.of(
                    "runtime", logins.toString(), "mode", Octal.of(status.found().orElseThrow().mode())));
        }
    }

    /** Of a systemd that runs: where the user's does not, or the bus is not installed, the plan tells that. */
    private void bus() {
        var bus = Path.of("/run/user", Long.toString(user.account().uid()), "bus");
        if (user.systemd() && ProgramSearch.find("dbus-daemon", user, host).found().isPresent()
                && host.status(bus, user.account()) instanceof Observation.Absent<?>
                && host.userUnit(UserUnitFile.NAME, user.account()).found().isPresent()) {
            add("bus-stopped", Map.of("bus", bus.toString()));
        }
    }

    /** dockerd takes the directory for its own whoever owns it, and fails when it writes. */
    private void dataRoot() {
        if (host.status(user.dataRoot(), user.account()).found()
                .filter(seen -> closed(seen) || seen.uid() != user.account().uid())
                .filter(seen -> seen.type() == FileStatus.Type.DIRECTORY).isPresent()) {
            add("data-root-closed", Map.of());
        }
    }

    /** Whoever should write what the link leads to does not run. */
    private void resolver() {
        boolean link = host.status(RESOLVER, host.caller()).found()
                .filter(status -> status.type() == FileStatus.Type.LINK).isPresent();
        if (link && host.systemFile(RESOLVER) instanceof Observation.Absent<?>) {
            add("resolver-missing", Map.of());
        }
    }

    private void parameter(String name, long least) {
        host.sysctl(name).found().filter(value -> value.matches("\\d{1,18}")).map(Long::parseLong)
                .filter(value -> value < least).ifPresent(value -> add("parameter-low",
                        Map.of("name", name, "value", Long.toString(value), "least", Long.toString(least))));
    }

    /** The program of the network pings with the user's own group; where it is declared, the plan sees to it. */
    private void ping() {
        var range = host.sysctl(PING).found().orElse("").split("\\s+");
        boolean known = range.length == 2 && Stream.of(range).allMatch(number -> number.matches("\\d{1,10}"));
        long group = user.account().gid();
        if (known && user.settings().network().ping().isEmpty()
                && (group < Long.parseLong(range[0]) || group > Long.parseLong(range[1]))) {
            add("no-ping", Map.of());
        }
    }

    /** JSON alone: which keys there are only dockerd knows. */
    private void settings() {
        if (DaemonJson.parse(DaemonJson.file(user), host) instanceof Observation.Malformed<?>) {
            add("daemon-json-invalid", Map.of());
        }
    }

    private void network() {
        host.daemon(user.account()).found().ifPresent(daemon -> {
            if (withoutSlirp4netns(daemon)) {
                add("slirp4netns-ended", Map.of("restart", restart(daemon)));
            } else {
                probe(daemon);
            }
        });
    }

    /** RootlessKit is its parent; pasta leaves it. */
    private boolean withoutSlirp4netns(RunningDaemon daemon) {
        return daemon.dockerd().isPresent() && daemon.flag("net").filter(SLIRP4NETNS::equals).isPresent()
                && host.daemonView().processes(daemon).found().filter(all -> !all.isEmpty() && all.size() < DaemonProcess.MOST)
                .filter(all -> all.stream().noneMatch(process -> process.name().equals(SLIRP4NETNS))).isPresent();
    }

    /** Where it is declared: it sends packets. */
    private void probe(RunningDaemon daemon) {
        user.settings().daemon().probe().ifPresent(place -> {
            var reached = host.daemonView().reach(daemon, place, user.account());
            reached.obstacle().ifPresent(why -> add("probe-not-possible", Map.of("place", place.toString(), "reason", why)));
            reached.found().filter(reach -> reach != Reach.REACHED)
                    .ifPresent(reach -> add(reach.lost() ? "egress-lost" : "destination-unreachable", Map.of(
                            "place", place.toString(), "reach", reach.toString(), "restart", restart(daemon))));
        });
    }

    /** Without systemd it is apply that starts it again. */
    private String restart(RunningDaemon daemon) {
        return user.systemd() ? RESTART : "kill " + daemon.rootlessKit().pid();
    }

    private void socket() {
        host.status(user.socket(), user.account()).found().filter(status ->
                status.type() != FileStatus.Type.SOCKET || status.uid() != user.account().uid())
                .ifPresent(_ -> add("socket-blocked", Map.of("path", user.socket().toString())));
    }

    /** dockerd takes the number of any process for its own of before, as long as there is one that has it. */
    private void processFile() {
        var file = user.directories().runtime().resolve("docker.pid");
        boolean runs = host.daemon(user.account()).found().isPresent();
        host.text(file, user.account()).found().map(FileText::content).map(String::strip)
                .filter(number -> !runs && number.matches("\\d{1,9}"))
                .filter(number -> host.status(Path.of("/proc", number), host.caller()).found().isPresent())
                .ifPresent(number -> add("pid-file", Map.of("pid", number)));
    }
}
