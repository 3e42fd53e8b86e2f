package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.linux.LinuxHost;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Runs many command lines in one process, for the build: the JVM records the classes they need, and every later start
 * finds them ready. Reads a file with one command line a line, arguments separated by blanks, {@code #} comments; those
 * after the word {@code pretend} run on a {@link Pretence} only, and may change it.
 */
final class Training {
    private static final String PRETEND = "pretend ";
    /** What a daemon's two APIs are asked here, with just so much of an answer that all of it is looked at. */
    private static final Map<String, String> ANSWERS = Map.of(
            "/containers/json", "[{\"Id\":\"ab\"}]",
            "/containers/ab/json", "{\"Name\":\"/a\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}}",
            "/info", """
            {"DockerRootDir":"/var","Driver":"vfs","CgroupDriver":"none","LoggingDriver":"local","Debug":false,\
            "Labels":[],"SecurityOptions":["name=rootless"]}""",
            "/version", "{\"Version\":\"20.10.24\"}",
            "/v1/info", """
            {"apiVersion":"1.1.1","version":"1.1.0","stateDir":"/run","childPID":7,\
            "networkDriver":{"driver":"slirp4netns"},"portDriver":{"driver":"builtin"}}""",
            "/v1/ports", """
            [{"id":1,"spec":{"proto":"tcp","parentIP":"127.0.0.1","parentPort":1,"childIP":"","childPort":2}}]""");
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** RootlessKit and the dockerd in it, as far as /proc shows them: shells by their names. */
    private static final String PROCESSES = "\"$0\" -c 'sleep 60; :'; :";

    private Training() {}

    static void main(String[] arguments) throws IOException {
        var lines = Files.readAllLines(Path.of(arguments[0])).stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        lines.stream().filter(line -> !line.startsWith(PRETEND)).forEach(line -> Main.run(line.split("\\s+")));
        var host = new LinuxHost(System.getenv());
        for (boolean root : List.of(false, true)) {
            for (boolean systemd : List.of(false, true)) {
                var pretence = Pretence.of(host, root, systemd);
                lines.forEach(line -> Main.run(pretence, line.replaceFirst("^" + PRETEND, "").split("\\s+")));
            }
        }
        lookForADaemon(host);
        new ThisProcess(0, Map.of()).over(0);
        // As the product ends: this call alone needs fifty classes.
        System.exit(0);
    }

    /** None runs while a build does, so that something has to stand for it. */
    private static void lookForADaemon(HostView host) throws IOException {
        var directory = Files.createTempDirectory("rootlessctl-training");
        for (var name : List.of("rootlesskit", "dockerd")) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("/bin/sh"));
        }
        var process = new ProcessBuilder(directory.resolve("rootlesskit").toString(), "-c", PROCESSES,
                directory.resolve("dockerd").toString(), "/dockerd-rootless.sh");
        process.environment().put("ROOTLESSKIT_STATE_DIR", directory.toString());
        var running = process.start();
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(PATIENCE).until(() ->
                    host.daemon(host.caller()).found().flatMap(RunningDaemon::dockerd).isPresent());
            askDaemon(host.moment().still(), directory.resolve("api.sock"));
        } finally {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
            for (var name : List.of("rootlesskit", "dockerd", "api.sock", "")) {
                Files.deleteIfExists(directory.resolve(name));
            }
        }
    }

    private static void askDaemon(HostView host, Path socket) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> answer(server));
            System.out.println(host.daemon(host.caller()));
            System.out.println(host.engine(socket, host.caller()));
            System.out.println(host.rootlessKit(socket, host.caller()));
            System.out.println(host.publishedPorts(socket, host.caller()));
        }
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
