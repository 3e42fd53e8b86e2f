package io.rootlessctl.cli;

import io.rootlessctl.host.linux.LinuxHost;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs many command lines in one process, for the build: the JVM records the classes they need, and every later start
 * finds them ready. Reads a file with one command line a line, arguments separated by blanks, {@code #} comments.
 */
final class Training {
    private static final String ANSWER = """
            {"ServerVersion":"20.10.24","DockerRootDir":"/var","Driver":"vfs","CgroupDriver":"none",\
            "LoggingDriver":"local","SecurityOptions":["name=rootless"],"Version":"20.10.24"}""";

    private Training() {}

    static void main(String[] arguments) throws IOException {
        try (var lines = Files.lines(Path.of(arguments[0]))) {
            lines.map(String::strip).filter(Training::command).forEach(line -> Main.run(line.split("\\s+")));
        }
        askAnEngine();
        // As the product ends: this call alone needs fifty classes.
        System.exit(0);
    }

    private static boolean command(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    /** No daemon runs while a build does; one that says little is enough for the classes that speak HTTP. */
    private static void askAnEngine() throws IOException {
        var directory = Files.createTempDirectory("rootlessctl-training");
        var socket = directory.resolve("engine.sock");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> answer(server));
            var host = new LinuxHost(System.getenv());
            System.out.println(host.engine(socket, host.caller()));
        } finally {
            Files.delete(socket);
            Files.delete(directory);
        }
    }

    private static void answer(ServerSocketChannel server) {
        try (var client = server.accept()) {
            var request = ByteBuffer.allocate(1 << 16);
            for (int asked = 0; client.read(request.clear()) > 0; asked++) {
                // The list of containers comes first: none runs.
                var body = asked == 0 ? "[]" : ANSWER;
                var text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body;
                client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException problem) {
            System.out.println("training: " + problem.getMessage());
        }
    }
}
