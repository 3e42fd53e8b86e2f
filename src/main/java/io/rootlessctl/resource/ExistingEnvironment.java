package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The settings of RootlessKit that are there, in a file or only in the running process, as rootless.toml has them. */
final class ExistingEnvironment {
    /** The daemon's fields, and their keys in {@code [network]}. */
    private static final Map<String, String> KEYS = Map.of(
            "network-driver", "driver", "port-driver", "port-driver", "mtu", "mtu", "cidr", "cidr", "ipv6", "ipv6",
            "host-loopback", "host-loopback", "detach-netns", "detach-netns");

    private ExistingEnvironment() {}

    /** @param variables those of the file {@code source}, empty when there is none */
    static List<Existing> of(
            Declaration.User user, SortedMap<String, String> variables, String source, HostView host) {
        var found = new ArrayList<Existing>();
        var inFile = RootlessEnvironment.daemonFields(variables);
        inFile.forEach((field, value) -> found.add(value(user, field, value, source)));
        containersMtu(user, inFile, host).ifPresent(found::add);
        RootlessEnvironment.others(variables).forEach(name -> found.add(user.foreign(source + ": " + name)));
        host.daemon(user.account()).found().ifPresent(running -> {
            var chosen = chosen(running);
            chosen.keySet().removeAll(inFile.keySet());
            chosen.forEach((field, value) -> found.add(value(user, field, value,
                    "rootlesskit's command line, process " + running.rootlessKit().pid())));
        });
        return found;
    }

    /** A set-up by hand has RootlessKit's MTU in one file and seldom the containers' in the other: they have dockerd's own. */
    private static Optional<Existing> containersMtu(
            Declaration.User user, SortedMap<String, String> inFile, HostView host) {
        var json = DaemonJson.file(user);
        boolean said = DaemonJson.parse(json, host).found().filter(text -> text.members().containsKey(DaemonJson.MTU)).isPresent();
        return Optional.ofNullable(inFile.get("mtu")).filter(mtu -> !said && !mtu.equals(DaemonJson.USUAL_MTU))
                .map(_ -> user.found("daemon.settings", DaemonJson.MTU, Long.valueOf(DaemonJson.USUAL_MTU),
                        "containers have dockerd's own, " + user.written(json.path()) + " has none"));
    }

    /** What the process was told: the rest it has by default, and has again without a word. */
    private static SortedMap<String, String> chosen(RunningDaemon running) {
        var fields = RootlessEnvironment.running(running);
        var told = RootlessEnvironment.daemonFields(running.environment());
        fields.keySet().removeIf(field -> !told.containsKey(field)
                && (!RootlessEnvironment.ofWords(field) || RootlessEnvironment.usual(field, fields.get(field))));
        return fields;
    }

    private static Existing value(Declaration.User user, String field, String value, String source) {
        return user.found("network", KEYS.get(field), typed(field, value), source);
    }

    private static Object typed(String field, String value) {
        if (field.equals("mtu") && value.matches("\\d{1,9}")) {
            return Long.valueOf(value);
        }
        return value.equals("true") || value.equals("false") ? (Object) Boolean.valueOf(value) : value;
    }
}
