package io.rootlessctl.cli;

import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.Units;
import io.rootlessctl.host.linux.write.LinuxHostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.Step.Systemctl.Verb;
import io.rootlessctl.resource.Daemon;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * For {@link Training} only. No daemon runs while a build does, so that something has to stand for it: shells by its names,
 * and sockets with its answers.
 */
final class TrainingDaemon {
    /** What a daemon's two APIs are asked here, with just so much of an answer that all of it is looked at. */
    private static final Map<String, String> ANSWERS = Map.of(
            "/containers/json", "[{\"Id\":\"ab\"}]",
            "/containers/ab/json", "{\"Name\":\"/a\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}}",
            "/info", """
            {"ServerVersion":"20.10.24","DockerRootDir":"/var","Driver":"vfs","CgroupDriver":"none","LoggingDriver":"local","Debug":false,"NCPU":2,"MemTotal":25276502016,\
            "Labels":[],"SecurityOptions":["name=rootless"],"Warnings":["%s"]}""".formatted("long".repeat(2000)),
            "/_ping", "OK",
            "/v1/info", """
            {"apiVersion":"1.1.1","version":"1.1.0","stateDir":"/run","childPID":7,\
            "networkDriver":{"driver":"slirp4netns"},"portDriver":{"driver":"builtin"}}""",
            "/v1/ports", """
            [{"id":1,"spec":{"proto":"tcp","parentIP":"127.0.0.1","parentPort":1,"childIP":"","childPort":2}}]""");
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration VAIN = Duration.ofMillis(700);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PRIVATE = 0600, PRIVATE_DIRECTORY = 0700;
    /** RootlessKit and the dockerd in it, as far as /proc shows them: shells by their names. */
    private static final String PROCESSES =
            "trap 'kill $dockerd' TERM; \"$0\" -c 'while :; do sleep 1; done' & dockerd=$!; wait; :";

    private final Path directory;
    private final LinuxHost host;
    private final Account caller;

    private TrainingDaemon(Path directory, LinuxHost host) {
        this.directory = directory;
        this.host = host;
        this.caller = host.caller();
    }

    /** @param changes whether it is also started and stopped as an apply does it, and asked whether it is ready */
    static void train(LinuxHost host, Path directory, boolean changes) throws IOException {
        for (var name : List.of("rootlesskit", "dockerd")) {
            var program = directory.resolve(name);
            if (Files.notExists(program)) {
                Files.createSymbolicLink(program, Path.of("/bin/sh"));
            }
        }
        systemd(directory, changes);
        var daemon = new TrainingDaemon(directory, host);
        if (changes) {
            daemon.restart();
        } else {
            daemon.look();
        }
    }

    /** Nor need systemd run: what stands for systemctl says what it would say. */
    private static void systemd(Path directory, boolean changes) throws IOException {
        var systemctl = directory.resolve("systemctl");
        Files.writeString(systemctl, "#!/bin/sh\nprintf '%s\\n' LoadState=loaded ActiveState=active SubState=running "
                + "UnitFileState=enabled NeedDaemonReload=no FragmentPath=/usr/lib/systemd/user/docker.service MainPID=0\n");
        var journalctl = directory.resolve("journalctl");
        Files.writeString(journalctl, "#!/bin/sh\nprintf '%s\\n' '{\"MESSAGE\":\"level=info msg=text\"}'\n");
        for (var program : List.of(systemctl, journalctl)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }
        var host = new LinuxHost(Map.of("PATH", directory.toString()));
        var units = new Units(host.commands());
        var caller = host.caller();
        System.out.println(host.moment().userUnit(Daemon.UNIT, caller));
        System.out.println(units.ask(Daemon.UNIT, caller, host.directories(caller)));
        System.out.println(units.ofSystem(Daemon.UNIT));
        System.out.println(Units.linger(caller));
        System.out.println(units.journal(caller, host.directories(caller), 2));
        if (changes) {
            HostWriter writer = new LinuxHostWriter(host, () -> false);
            writer.systemctl(Verb.DAEMON_RELOAD, Daemon.UNIT, caller);
            writer.systemctl(Verb.RESTART, Daemon.UNIT, caller);
            awaitInVain(writer, directory, caller);
            // As the end of the daemon is waited for that systemd stops.
            new ProcessBuilder("sleep", "0.1").start().toHandle().onExit().join();
        }
    }

    /** For longer than it takes until systemd is asked, too. */
    private static void awaitInVain(HostWriter writer, Path directory, Account caller) {
        try {
            writer.awaitReady(directory.resolve("none.sock"), VAIN, caller);
        } catch (IOException expected) {
            System.out.println(expected.getMessage());
        }
    }

    private void look() throws IOException {
        var builder = new ProcessBuilder(launch().argv());
        builder.environment().putAll(launch().environment());
        var process = builder.start();
        try (var _ = server()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (seen().flatMap(RunningDaemon::dockerd).isEmpty() && System.nanoTime() < end) {
                process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
            ask();
        } catch (InterruptedException problem) {
            throw new IOException(problem);
        } finally {
            process.destroy();
        }
    }

    private void restart() throws IOException {
        HostWriter writer = new LinuxHostWriter(host, () -> false);
        try (var _ = writer.lock(directory.resolve("lock"), "training", caller)) {
            var file = directory.resolve("sub/file");
            writer.makeDirectory(file.getParent(), PRIVATE_DIRECTORY, caller);
            writer.writeFile(file, "text", PRIVATE, caller);
            writer.checkSettings(directory.resolve("systemctl"), file, "text", caller);
            writer.removeFile(file, caller);
            writer.removeDirectory(file.getParent(), caller);
            // Left of one that was killed; the number is higher than any process has.
            writer.makeDirectory(directory.resolve("docker"), PRIVATE_DIRECTORY, caller);
            writer.makeDirectory(directory.resolve("docker/containerd"), PRIVATE_DIRECTORY, caller);
            writer.writeFile(directory.resolve("docker/containerd/containerd.pid"), "99999999", PRIVATE, caller);
            writer.startDirect(launch(), caller);
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(PATIENCE)
                    .until(() -> seen().flatMap(RunningDaemon::dockerd).isPresent());
            try (var _ = server()) {
                writer.awaitReady(socket(), PATIENCE, caller);
                ask();
            }
            writer.stopDirect(seen().orElseThrow().rootlessKit(), PATIENCE, caller);
        }
    }

    private DirectLaunch launch() {
        return new DirectLaunch(List.of(directory.resolve("rootlesskit").toString(), "-c", PROCESSES,
                directory.resolve("dockerd").toString(), "/dockerd-rootless.sh"),
                new TreeMap<>(Map.of("ROOTLESSKIT_STATE_DIR", directory.toString(),
                        "XDG_RUNTIME_DIR", directory.toString(), "PATH", "/usr/bin:/bin")),
                directory.resolve("log"));
    }

    private Optional<RunningDaemon> seen() {
        return host.daemon(caller).found();
    }

    private Path socket() {
        return directory.resolve("api.sock");
    }

    private ServerSocketChannel server() throws IOException {
        Files.deleteIfExists(socket());
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
        Thread.ofPlatform().daemon().start(() -> answer(server));
        return server;
    }

    private void ask() {
        var still = host.moment().still();
        System.out.println(still.daemon(caller));
        System.out.println(still.engine(socket(), caller));
        System.out.println(still.rootlessKit(socket(), caller));
        System.out.println(still.publishedPorts(socket(), caller));
    }

    private static void answer(ServerSocketChannel server) {
        while (true) {
            try (var client = server.accept()) {
                var request = ByteBuffer.allocate(1 << 16);
                while (client.read(request.clear()) > 0) {
                    var path = new String(request.array(), 0, request.position(), StandardCharsets.UTF_8).split(" ")[1];
                    var body = ANSWERS.get(path);
                    // Short answers come in one piece, long ones in chunks.
                    var text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + (path.equals("/info")
                            ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                            : "Content-Length: " + body.length() + "\r\n\r\n" + body);
                    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                }
            } catch (IOException ended) {
                return;
            }
        }
    }
}
