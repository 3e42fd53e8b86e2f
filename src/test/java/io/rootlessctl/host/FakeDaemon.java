package io.rootlessctl.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * One dockerd that runs in its RootlessKit.
 *
 * @param settings what it has read from daemon.json, and has not forgotten since
 * @param systemd whether the user's systemd started it
 * @param ports what its RootlessKit forwards
 */
record FakeDaemon(
        RunningDaemon process, SortedMap<String, JsonNode> settings, boolean systemd, List<PublishedPort> ports) {
    private static final Set<String> RELOADABLE = Set.of(
            "debug", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts", "shutdown-timeout",
            "features", "labels", "insecure-registries", "registry-mirrors", "allow-nondistributable-artifacts",
            "live-restore", "runtimes", "default-runtime", "default-shm-size", "default-ipc-mode",
            "default-cgroupns-mode", "authorization-plugins");

    FakeDaemon {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        ports = List.copyOf(ports);
    }

    FakeDaemon(RunningDaemon process, SortedMap<String, JsonNode> settings, boolean systemd) {
        this(process, settings, systemd, List.of());
    }

    /** As the builtin port driver does it: the next number, and each socket once. */
    FakeDaemon publish(PortSpec port) throws IOException {
        for (var known : ports) {
            if (known.spec().bound().equals(port.bound())) {
                throw new IOException("conflict with ID " + known.id());
            }
        }
        long id = 1 + ports.stream().mapToLong(PublishedPort::id).max().orElse(0);
        var all = new ArrayList<>(ports);
        all.add(new PublishedPort(id, port));
        return new FakeDaemon(process, settings, systemd, all);
    }

    FakeDaemon unpublish(PortSpec port) {
        return new FakeDaemon(process, settings, systemd,
                ports.stream().filter(known -> !known.spec().equals(port)).toList());
    }

    /** SIGHUP: dockerd takes what it can while it runs; a key that is gone from the file keeps its value. */
    FakeDaemon reloaded(SortedMap<String, JsonNode> file) {
        var mixed = new TreeMap<>(settings);
        file.forEach((key, value) -> {
            if (RELOADABLE.contains(key)) {
                mixed.put(key, value);
            }
        });
        return new FakeDaemon(process, mixed, systemd, ports);
    }

    FakeDaemon upgraded() {
        var p = process;
        return new FakeDaemon(
                new RunningDaemon(
                        p.rootlessKit(), p.arguments(), p.environment(), p.dockerd(), p.dockerdArguments(), p.started(),
                        true, p.uidMap(), p.ownNamespaces(), p.stateDir(), p.programs()),
                settings, systemd, ports);
    }

    /** RootlessKit lives on, dockerd in it has ended. */
    FakeDaemon withoutDockerd() {
        var p = process;
        return new FakeDaemon(
                new RunningDaemon(
                        p.rootlessKit(), p.arguments(), p.environment(), Optional.empty(), List.of(), p.started(),
                        p.binaryDeleted(), List.of(), new java.util.TreeSet<>(), p.stateDir(),
                        Optional.empty()),
                settings, systemd, ports);
    }

    Set<Path> sockets() {
        if (process.dockerd().isEmpty()) {
            return Set.of();
        }
        return sockets(settings, process.environment());
    }

    static Set<Path> sockets(SortedMap<String, JsonNode> settings, SortedMap<String, String> environment) {
        var hosts = settings.get("hosts");
        if (hosts == null) {
            return Set.of(Path.of(environment.get("XDG_RUNTIME_DIR"), "docker.sock"));
        }
        return StreamSupport.stream(hosts.spliterator(), false).map(JsonNode::textValue)
                .filter(host -> host.startsWith("unix://")).map(host -> Path.of(host.substring("unix://".length())))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /** What {@code GET /info} tells of the settings. */
    SortedMap<String, String> told() {
        var told = new TreeMap<>(java.util.Map.of(
                "debug", "false", "labels", "[]", "log-driver", "\"json-file\"", "live-restore", "false",
                "default-runtime", "\"runc\"", "storage-driver", "\"overlay2\""));
        told.replaceAll((key, usual) -> settings.containsKey(key) ? settings.get(key).toString() : usual);
        told.put("data-root", "\"" + dataRoot() + "\"");
        return told;
    }

    Path dataRoot() {
        var environment = process.environment();
        var data = environment.getOrDefault("XDG_DATA_HOME", environment.get("HOME") + "/.local/share");
        return Path.of(text("data-root", data + "/docker"));
    }

    String text(String key, String otherwise) {
        return Optional.ofNullable(settings.get(key)).map(JsonNode::asText).orElse(otherwise);
    }

    /** How it was started: all that starting the former one again can bring back. */
    String description() {
        return process.arguments() + " " + process.environment() + (systemd ? " in systemd" : " direct");
    }
}
