package io.rootlessctl.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.TreeMap;

/** What dockerd-rootless.sh, RootlessKit and dockerd do between them when a daemon starts. */
final class FakeDockerd {
    private static final String PREFIX = "DOCKERD_ROOTLESS_ROOTLESSKIT_";
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final Set<String> LOG_DRIVERS = Set.of("json-file", "local", "journald", "none", "syslog");
    private static final Set<String> STORAGE_DRIVERS = Set.of("overlay2", "fuse-overlayfs", "vfs", "btrfs");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeFiles files;
    private final FakePrograms programs;
    private final FakeSubIds subIds;
    private final FakeClock clock;

    FakeDockerd(FakeFiles files, FakePrograms programs, FakeSubIds subIds, FakeClock clock) {
        this.files = files;
        this.programs = programs;
        this.subIds = subIds;
        this.clock = clock;
    }

    /** @throws IOException with the line that the daemon leaves in its log before it ends */
    FakeDaemon start(Account user, Path script, SortedMap<String, String> environment, boolean systemd)
            throws IOException {
        require(programs.at(script).isPresent(), script + ": not found");
        for (var program : List.of("dockerd", "rootlesskit", "newuidmap", "newgidmap")) {
            require(programs.find(program, user.home()).isPresent(), program + ": not found");
        }
        var network = environment.getOrDefault(PREFIX + "NET", "slirp4netns");
        checkNetwork(network, user);
        var map = idMap(user);
        var settings = settings(environment);
        checkSettings(settings, environment);
        var daemon = new FakeDaemon(process(script, environment, network, map), settings, systemd);
        for (var name : List.of("publish", "p")) {
            for (var port : daemon.process().flags(name)) {
                daemon = daemon.publish(PortSpec.parse(port));
            }
        }
        return daemon;
    }

    private void checkNetwork(String network, Account user) throws IOException {
        require(programs.find(network, user.home()).isPresent(), network + ": executable file not found in $PATH");
        var tun = files.status(TUN);
        require(tun.isPresent() && (tun.get().mode() & 06) == 06, TUN + ": permission denied");
    }

    private List<IdMapping> idMap(Account user) throws IOException {
        var own = subIds.uids(user);
        require(!own.isEmpty(), "no subuid ranges found for user " + user.name() + " in /etc/subuid");
        var map = new ArrayList<>(List.of(new IdMapping(0, user.uid(), 1)));
        long inside = 1;
        for (var range : own) {
            map.add(new IdMapping(inside, range.start(), range.count()));
            inside += range.count();
        }
        return map;
    }

    /** What daemon.json says now; nothing where it is not there. */
    SortedMap<String, JsonNode> settings(SortedMap<String, String> environment) throws IOException {
        var config = environment.getOrDefault("XDG_CONFIG_HOME", environment.get("HOME") + "/.config");
        var settings = new TreeMap<String, JsonNode>();
        try {
            JSON.readTree(files.content(Path.of(config, "docker/daemon.json")).orElse("{}")).properties()
                    .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
        } catch (JsonProcessingException e) {
            throw new IOException("unable to configure the Docker daemon with file daemon.json: " + e.getOriginalMessage(), e);
        }
        return settings;
    }

    private void checkSettings(SortedMap<String, JsonNode> settings, SortedMap<String, String> environment)
            throws IOException {
        var log = Optional.ofNullable(settings.get("log-driver")).map(JsonNode::asText).orElse("json-file");
        require(LOG_DRIVERS.contains(log), "failed to set log driver: no log driver named '" + log + "' is registered");
        var storage = Optional.ofNullable(settings.get("storage-driver")).map(JsonNode::asText).orElse("overlay2");
        require(STORAGE_DRIVERS.contains(storage), "error initializing graphdriver: driver not supported: " + storage);
        var runtime = environment.get("XDG_RUNTIME_DIR");
        require(runtime != null && files.status(Path.of(runtime)).isPresent(),
                "XDG_RUNTIME_DIR needs to be set and writable");
        for (var key : List.of("tlscacert", "tlscert", "tlskey")) {
            var file = Optional.ofNullable(settings.get(key)).map(JsonNode::asText);
            require(file.isEmpty() || files.status(Path.of(file.get())).isPresent(),
                    "could not load X509 key pair: open " + file.orElse("") + ": no such file or directory");
        }
        for (var socket : FakeDaemon.sockets(settings, environment)) {
            require(files.status(socket.getParent()).isPresent(), "can't create unix socket " + socket);
        }
    }

    private RunningDaemon process(
            Path script, SortedMap<String, String> environment, String network, List<IdMapping> map) {
        var arguments = new ArrayList<>(List.of(
                "rootlesskit", "--net=" + network,
                "--mtu=" + environment.getOrDefault(PREFIX + "MTU", environment.containsKey(PREFIX + "NET") ? "1500" : "65520"),
                "--slirp4netns-sandbox=auto", "--slirp4netns-seccomp=auto", "--disable-host-loopback",
                "--port-driver=" + environment.getOrDefault(PREFIX + "PORT_DRIVER", "builtin"),
                "--copy-up=/etc", "--copy-up=/run", "--propagation=rslave"));
        List.of(environment.getOrDefault(PREFIX + "FLAGS", "").split(" ")).stream().filter(word -> !word.isEmpty())
                .forEach(arguments::add);
        if (environment.getOrDefault(PREFIX + "DETACH_NETNS", "false").equals("true")) {
            arguments.add("--detach-netns");
        }
        arguments.add(script.toString());
        var rootlessKit = clock.process();
        return new RunningDaemon(
                rootlessKit, arguments, environment, Optional.of(clock.process()), List.of("dockerd"), clock.now(), false,
                map, new TreeSet<>(Set.of("mnt", "net", "user")),
                Optional.of(Path.of("/tmp/rootlesskit" + rootlessKit.pid())), runsFrom(environment));
    }

    private Optional<Path> runsFrom(SortedMap<String, String> environment) {
        return programs.find("dockerd", Path.of(environment.get("HOME"))).map(Program::path).map(Path::getParent)
                .map(directory -> files.linkTarget(directory.resolve("dockerd")).flatMap(target ->
                        files.linkTarget(target.getParent())).orElse(directory));
    }

    private static void require(boolean holds, String line) throws IOException {
        if (!holds) {
            throw new IOException(line);
        }
    }
}
