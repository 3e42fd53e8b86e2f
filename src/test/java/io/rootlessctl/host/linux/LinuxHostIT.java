package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.IdType;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.host.linux.write.LinuxHostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Needs root, docker.io, rootlesskit, slirp4netns, uidmap, a docker client and busybox-static. */
@DisplayName("I4, I6, X1: a real rootless dockerd of an ordinary user, started, seen and stopped")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinuxHostIT {
    private static final String NAME = "rctl-lin";
    private static final long FIRST_SUB_ID = 500_000_000;
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LinuxHost host = new LinuxHost(Map.of("PATH", "/usr/bin:/bin"));
    private final LinuxHostWriter writer = new LinuxHostWriter(host);
    private Set<PosixFilePermission> tun;
    private Account user;
    private Path runtime;
    private Path socket;
    private Path log;

    @BeforeAll
    void createUser() throws IOException {
        Rights.needRoot(host);
        tun = Files.getPosixFilePermissions(TUN);
        Files.setPosixFilePermissions(TUN, PosixFilePermissions.fromString("rw-rw-rw-"));
        if (host.account(NAME) instanceof Observation.Absent<Account>()) {
            writer.createUser(NAME);
            writer.addSubIds(NAME, FIRST_SUB_ID, 65_536);
        }
        user = host.account(NAME).found().orElseThrow();
        runtime = host.directories(user).runtime();
        socket = runtime.resolve("docker.sock");
        log = user.home().resolve("dockerd.log");
        writer.makeDirectory(user.home().resolve(".docker"), 0700, user);
        writer.makeDirectory(runtime, 0700, user);
        writer.makeDirectory(user.home().resolve("bin"), 0755, user);
        // A copy, so that it can be deleted under the running daemon as an upgrade does.
        run("install", "-o", NAME, "/usr/bin/rootlesskit", user.home().resolve("bin/rootlesskit").toString());
    }

    @Test
    @DisplayName("I6: without systemd a unit is unreadable, lingering and the journal are absent")
    void noSystemd() {
        assertFalse(host.systemd(), "integration tests run in a copy of the host, which has no systemd");
        assertInstanceOf(Observation.Unreadable.class, host.userUnit("docker.service", host.caller()));
        assertEquals(Observation.absent(), host.linger(host.caller()));
        assertEquals(Observation.absent(), host.daemonView().lastLines(host.caller(), Optional.empty(), 5));
    }

    @AfterAll
    void removeUser() throws IOException {
        if (tun != null) {
            Files.setPosixFilePermissions(TUN, tun);
        }
        if (user != null) {
            var left = host.daemon(user).found();
            if (left.isPresent()) {
                writer.stopDirect(left.get().rootlessKit(), LIMIT, user);
            }
            run("userdel", "--remove", NAME);
        }
    }

    @Test
    void lifeOfADaemon() throws IOException {
        assertEquals(Observation.absent(), host.daemon(user));
        assertEquals(Observation.absent(), host.engine(socket, user));
        prerequisites();
        var before = Instant.now();
        writer.startDirect(launch(), user);
        writer.awaitReady(socket, LIMIT, user);
        var daemon = host.daemon(user).found().orElseThrow();
        processes(daemon, before);
        apis(daemon);
        containers();
        ordinaryUserSeesTheSame();
        upgraded();
        reload(daemon);
        writer.stopDirect(daemon.rootlessKit(), LIMIT, user);
        assertEquals(Observation.absent(), host.daemon(user));
        assertEquals(Observation.absent(), host.engine(socket, user));
        assertEquals(List.of(), left(), "no process of the daemon is left");
    }

    @Test
    @DisplayName("P2, K1: sub-ids come and go again, a sysctl takes its own value")
    void hostChanges() throws IOException {
        long start = 900_000_000;
        var files = List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"));
        var before = texts(files);
        writer.addSubIds(NAME, start, 1000);
        for (var file : files) {
            assertTrue(Files.readAllLines(file).contains(NAME + ":" + start + ":1000"), file::toString);
        }
        var asked = host.directorySubIds(user, IdType.GID).found().orElseThrow();
        assertTrue(asked.contains(new SubIdRange(NAME, start, 1000)), () -> "getsubids: " + asked);
        writer.removeSubIds(NAME, start, 1000);
        assertEquals(before, texts(files));
        var key = "net.ipv4.ping_group_range";
        var value = host.sysctl(key);
        writer.setSysctl(key, value.found().orElseThrow());
        assertEquals(value, host.sysctl(key));
    }

    private static List<String> texts(List<Path> files) throws IOException {
        return List.of(Files.readString(files.getFirst()), Files.readString(files.getLast()));
    }

    private DirectLaunch launch() {
        var script = host.program("dockerd-rootless.sh", user).found().orElseThrow();
        return new DirectLaunch(
                List.of(script.path().toString(), "--iptables=true"),
                new TreeMap<>(Map.of(
                        "HOME", user.home().toString(), "USER", NAME, "XDG_RUNTIME_DIR", runtime.toString(),
                        "PATH", user.home().resolve("bin") + ":/usr/bin:/bin:/usr/sbin:/sbin",
                        "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "1500")),
                log);
    }

    private void prerequisites() {
        assertEquals(user.home().resolve(".docker/run"), runtime);
        assertTrue(host.program("newuidmap", user).found().orElseThrow().privileged(), "P1: newuidmap is set-user-id");
        var kit = host.program("rootlesskit", user).found().orElseThrow();
        assertEquals(user.home().resolve("bin/rootlesskit"), kit.path());
        assertFalse(kit.privileged());
        assertEquals(Observation.absent(), host.version("rootlesskit", user), "root does not run a user's own program");
        assertTrue(host.version("rootlesskit", host.caller()).found().orElseThrow().compareTo(Version.of(0, 14)) >= 0);
        assertTrue(host.version("dockerd", user).found().isPresent());
        assertTrue(host.directorySubIds(user, IdType.UID).found().orElseThrow().stream()
                .anyMatch(range -> range.count() == 65536), "P2: usermod gave a range");
        assertEquals(Observation.present(Set.of("uidmap")),
                host.installed(List.of("uidmap", "no-such-package")));
        assertFalse(host.kernel().release().isEmpty());
        var range = host.sysctl("net.ipv4.ping_group_range").found().orElseThrow();
        assertTrue(range.matches("\\d+ \\d+"), () -> "K1: one blank between, found " + range);
        assertEquals(Observation.absent(), host.sysctl("kernel.no_such_key"));
        assertTrue(host.fileSystem(user.home().resolve(".local/share/docker"), user).found().isPresent());
    }

    private void processes(RunningDaemon daemon, Instant before) {
        assertTrue(daemon.arguments().getFirst().endsWith("rootlesskit"), () -> daemon.arguments().toString());
        assertEquals(Optional.of("1500"), daemon.flag("mtu"));
        assertEquals("1500", daemon.environment().get("DOCKERD_ROOTLESS_ROOTLESSKIT_MTU"));
        assertTrue(daemon.dockerd().isPresent());
        assertEquals(List.of("dockerd", "--iptables=true"), daemon.dockerdArguments());
        var age = Duration.between(before, daemon.started());
        assertTrue(age.compareTo(Duration.ofSeconds(-2)) > 0 && age.compareTo(LIMIT) < 0, age::toString);
        assertEquals(new IdMapping(0, user.uid(), 1), daemon.uidMap().getFirst());
        assertEquals(65536, daemon.uidMap().get(1).count());
        assertFalse(daemon.binaryDeleted());
        assertTrue(daemon.ownNamespaces().containsAll(Set.of("mnt", "net", "user")), () -> daemon.ownNamespaces().toString());
    }

    private void apis(RunningDaemon daemon) {
        var engine = host.engine(socket, user).found().orElseThrow();
        assertTrue(engine.rootless());
        assertEquals(user.home().resolve(".local/share/docker"), engine.dataRoot());
        assertEquals("none", engine.cgroupDriver());
        assertEquals(List.of(), engine.containers());
        var stateDir = daemon.stateDir().orElseThrow();
        var kit = host.rootlessKit(stateDir.resolve("api.sock"), user).found().orElseThrow();
        assertEquals(Optional.of("slirp4netns"), kit.networkDriver());
        assertEquals(Optional.of("builtin"), kit.portDriver());
        assertEquals(stateDir, kit.stateDir());
        var lines = host.daemonView().lastLines(user, Optional.of(log), 5).found().orElseThrow();
        assertEquals(5, lines.size());
        assertTrue(lines.stream().anyMatch(line -> line.contains("API listen on")), lines::toString);
        assertInstanceOf(Observation.Unreadable.class, host.engine(socket, Rights.nobody(host)));
        assertEquals(Observation.absent(), host.daemon(Rights.nobody(host)));
    }

    private void containers() throws IOException {
        var root = Files.createTempDirectory("rctl-lin-image");
        var tar = root.resolve("image.tar");
        run("tar", "-C", "/", "-cf", tar.toString(), "usr/bin/busybox");
        docker("import", tar.toString(), "bb");
        Rights.remove(root);
        docker("run", "-d", "--network=none", "--restart=unless-stopped", "--name=web", "bb", "/usr/bin/busybox",
                "sleep", "300");
        // Neither heeds SIGTERM as its namespace's first process: the stop has to wait for Docker's 10 s.
        docker("run", "-d", "--network=none", "--name=job", "bb", "/usr/bin/busybox", "sleep", "300");
        var running = host.engine(socket, user).found().orElseThrow().containers();
        assertEquals(
                Set.of(new Container("web", "bb", "unless-stopped"), new Container("job", "bb", "no")),
                Set.copyOf(running));
    }

    /** /proc/PID/exe, ns and environ of a process in another user namespace: its owner may read them, too. */
    private void ordinaryUserSeesTheSame() throws IOException {
        var copy = Files.createTempDirectory("rctl-lin-classes");
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            var argv = List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                    "-Djnr.ffi.asm.enabled=false", "-XX:-UsePerfData", "-cp", ClassPath.copiedTo(copy), ViewProbe.class.getName(),
                    socket.toString());
            var result = host.commands().run(user, host.directories(user), LIMIT, argv);
            assertEquals(ViewProbe.text(host, user, socket).strip(), result.out().strip(), result.err());
        } finally {
            Rights.remove(copy);
        }
    }

    private void upgraded() throws IOException {
        writer.removeFile(user.home().resolve("bin/rootlesskit"), user);
        assertTrue(host.daemon(user).found().orElseThrow().binaryDeleted(), "X1: an upgrade took the binary away");
    }

    private void reload(RunningDaemon daemon) throws IOException {
        writer.signalReload(daemon.dockerd().orElseThrow(), user);
        var seen = org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(10)).until(
                () -> host.daemonView().lastLines(user, Optional.of(log), 50).found().orElse(List.of()),
                lines -> lines.stream().anyMatch(line -> line.contains("SIGHUP") || line.contains("config reloaded")
                        || line.contains("Got signal to reload")));
        assertFalse(seen.isEmpty());
    }

    private List<String> left() throws IOException {
        return ProcessTable.read().byPid().values().stream()
                .filter(process -> !process.ended())
                .filter(process -> ProcessTable.uid(process.id().pid()).equals(Optional.of(user.uid())))
                .map(ProcStat::name).toList();
    }

    private static String ownNamespace(String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString();
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    private void docker(String... arguments) throws IOException {
        var argv = new java.util.ArrayList<>(List.of("docker", "-H", "unix://" + socket));
        argv.addAll(List.of(arguments));
        run(argv.toArray(String[]::new));
    }

    private void run(String... argv) throws IOException {
        var result = host.commands().run(Map.of(), LIMIT, List.of(argv));
        assertEquals(0, result.exit(), () -> List.of(argv) + ": " + result.err());
    }
}
