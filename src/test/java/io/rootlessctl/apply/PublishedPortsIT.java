package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Declared ports on a real RootlessKit, reached from the host with real connections. */
class PublishedPortsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCRIPT = Path.of("/usr/share/docker.io/contrib/dockerd-rootless.sh");

    @Test
    @DisplayName("C5 O1: declared ports lead to a container, come back after a restart by hand, go when undeclared; others stay")
    void keepsDeclaredPortsPublished() throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            int second = free();
            int foreign = free();
            declare(user, "", port, second);
            assertEquals(List.of("daemon[" + user.name() + "]", at(port), at(second)), changes(apply(user, 0)));
            serve(user);
            assertEquals("served", fetch(port));
            assertEquals("served", fetch(second));
            real(user, "add-ports", "127.0.0.1:" + foreign + ":80/tcp").expect(0);
            user.docker("run", "-d", "-p", "127.0.0.1:" + free() + ":80", "bb", "sleep", "600").expect(0);
            assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());

            restartByHand(user);
            var drift = user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
            assertTrue(drift.contains(at(port)) && drift.contains(at(second)), drift);
            assertFalse(drift.contains("daemon["), drift);
            var pid = rootlessKit(user);
            var sent = user.home().resolve("sent.log");
            var applied = JSON.readTree(user.run(Strace.sending(sent).of(Project.LAUNCHER.toString(),
                    "apply", "-f", "rootless.toml", "-o", "json")).expect(0).out());
            assertEquals(List.of("POST /v1/ports", "POST /v1/ports"), Strace.requests(user.read(sent)).stream()
                    .filter(request -> !request.startsWith("GET ")).toList(), "one request a port");
            assertEquals(List.of(at(port), at(second)), changes(applied));
            assertEquals(0, applied.path("restarts").asInt());
            assertEquals(pid, rootlessKit(user));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> fetch(port).equals("served"));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);

            real(user, "add-ports", "127.0.0.1:" + foreign + ":80/tcp").expect(0);
            declare(user, "", second);
            assertEquals(List.of(at(port)), changes(apply(user, 0)));
            assertFalse(answers(port), "still published");
            assertEquals("served", fetch(second));
            assertEquals("served", fetch(foreign));
        }
    }

    @Test
    @DisplayName("C5 N4: an apply that restarts the daemon puts its ports back itself")
    void putsPortsBackInTheApplyThatRestarts() throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            declare(user, "[network]\nmtu = 1500\n", port);
            apply(user, 0);
            serve(user);
            declare(user, "[network]\nmtu = 1400\n", port);
            var applied = apply(user, 0);
            assertEquals(1, applied.path("restarts").asInt());
            assertTrue(changes(applied).contains(at(port)), applied.toString());
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> fetch(port).equals("served"));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    @Test
    @DisplayName("C5: a port that is taken is refused before anything is changed, and the holder is named")
    void refusesWhatIsTaken() throws IOException {
        try (var user = RootlessUser.create();
                var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int taken = server.getLocalPort();
            declare(user, "", taken);
            var plan = user.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
            assertTrue(plan.contains("a process of user id 0 listens on 127.0.0.1:" + taken), plan);
            var applied = apply(user, 3);
            assertEquals(List.of("daemon[" + user.name() + "]"), changes(applied));
            assertEquals("", real(user, "list-ports", "--json").expect(0).out());

            var file = user.home().resolve("all.toml");
            user.write(file, "schema = 1\n[[users]]\nname = \"" + user.name() + "\"\n[[users.ports.publish]]\nspec = \"0.0.0.0:"
                    + taken + ":80/tcp\"\n");
            var asRoot = Project.asRoot("apply", "-f", file.toString()).expect(3).out();
            assertTrue(asRoot.contains("java (process " + ProcessHandle.current().pid() + ") listens"), asRoot);

            user.docker("version").expect(0);
            user.importBusybox("bb");
            int container = free();
            user.docker("run", "-d", "-p", container + ":80", "bb", "sleep", "600").expect(0);
            declare(user, "", container);
            var refused = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(refused.contains("for a container that publishes it"), refused);
        }
    }

    @Test
    @DisplayName("C5: a port of UDP by an echo, a port of [::1] alone, and one of each family, by their traffic")
    void publishesUdpAndIpv6() throws Exception {
        try (var user = RootlessUser.create()) {
            int udp = free();
            int six = free();
            int both = free();
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n[network]\ndriver = \"slirp4netns\"\n"
                    + spec("127.0.0.1:" + udp + ":5353/udp") + spec("[::1]:" + six + ":80/tcp")
                    + spec("127.0.0.1:" + both + ":80/tcp4") + spec("[::1]:" + both + ":80/tcp6"));
            apply(user, 0);
            serve(user);
            var echo = user.start(user.home().resolve("echo.log"), Map.of(), Project.LAUNCHER.toString(), "exec", "--", "perl",
                    "-MSocket", "-e", "socket(S, PF_INET, SOCK_DGRAM, 17); bind(S, sockaddr_in(5353, INADDR_ANY)) or die; "
                            + "while ($from = recv(S, $text, 1500, 0)) { send(S, \"echo $text\", 0, $from) }");
            try {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> echoed(udp).equals("echo hello"));
            } finally {
                echo.descendants().forEach(ProcessHandle::destroy);
                echo.destroy();
                echo.waitFor();
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> fetch("::1", six).equals("served"));
            assertFalse(answers(six), "answers on 127.0.0.1, too");
            assertEquals("served served", fetch("127.0.0.1", both) + " " + fetch("::1", both));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    private static String spec(String port) {
        return "[[ports.publish]]\nspec = \"" + port + "\"\n";
    }

    private static String echoed(int port) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(500);
            var hello = "hello".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(hello, hello.length, InetAddress.ofLiteral("127.0.0.1"), port));
            var answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        } catch (SocketTimeoutException | PortUnreachableException _) {
            // Nobody echoes yet.
            return "";
        }
    }

    @Test
    @DisplayName("C5 I4 I9: root publishes for a user, with that user's rights on the API socket")
    void rootPublishesForAUser() throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            var file = user.home().resolve("all.toml");
            user.write(file, "schema = 1\n[[users]]\nname = \"" + user.name() + "\"\n[[users.ports.publish]]\nspec = \"127.0.0.1:"
                    + port + ":80/tcp\"\n");
            Project.asRoot("apply", "-f", file.toString()).expect(0);
            serve(user);
            assertEquals("served", fetch(port));
            Project.asRoot("drift", "-f", file.toString()).expect(0);
        }
    }

    /** A web server in the daemon's network namespace, which comes back with the daemon. */
    private static void serve(RootlessUser user) {
        user.importBusybox("bb");
        user.docker("run", "-d", "--restart", "always", "--net", "host", "bb", "sh", "-c",
                "mkdir -p /www; printf served > /www/index.html; exec httpd -f -p 80 -h /www").expect(0);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() ->
                user.docker("ps", "-q").expect(0).out().lines().count() == 1);
    }

    private static String fetch(int port) {
        return fetch("127.0.0.1", port);
    }

    private static String fetch(String address, int port) {
        try (var socket = new Socket(InetAddress.ofLiteral(address), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.lastIndexOf('\n') + 1);
        } catch (IOException problem) {
            return problem.toString();
        }
    }

    private static boolean answers(int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        }
    }

    /** As a person would: ends RootlessKit and types the script's name. */
    private static void restartByHand(RootlessUser user) throws IOException {
        long pid = rootlessKit(user);
        Commands.run("kill", Long.toString(pid)).expect(0);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !Files.exists(Path.of("/proc/" + pid)));
        var log = user.home().resolve("by-hand.log");
        user.start(log, Map.of(), Files.exists(SCRIPT) ? SCRIPT.toString() : "dockerd-rootless.sh");
        user.awaitDocker(log);
    }

    private static long rootlessKit(RootlessUser user) throws IOException {
        for (var pid : user.processes()) {
            if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("rootlesskit")) {
                return pid;
            }
        }
        throw new AssertionError(user.name() + " has no rootlesskit");
    }

    /** RootlessKit's own command. */
    private static Outcome real(RootlessUser user, String... arguments) throws IOException {
        var words = new ArrayList<>(List.of("/usr/bin/rootlessctl", "--socket", api(user)));
        words.addAll(List.of(arguments));
        return user.run(words.toArray(String[]::new));
    }

    private static String api(RootlessUser user) throws IOException {
        for (var pid : user.processes()) {
            for (var variable : Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1).split("\0")) {
                if (variable.startsWith("ROOTLESSKIT_STATE_DIR=")) {
                    return variable.substring("ROOTLESSKIT_STATE_DIR=".length()) + "/api.sock";
                }
            }
        }
        throw new AssertionError(user.name() + " has no RootlessKit");
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String at(int port) {
        return "published-port[127.0.0.1:" + port + "/tcp]";
    }

    private static void declare(RootlessUser user, String sections, int... ports) {
        var toml = new StringBuilder("schema = 1\n" + sections);
        for (int port : ports) {
            toml.append("[[ports.publish]]\nspec = \"127.0.0.1:").append(port).append(":80/tcp\"\n");
        }
        user.write(user.home().resolve("rootless.toml"), toml.toString());
    }

    private static JsonNode apply(RootlessUser user, int status) throws IOException {
        var text = user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(status).out();
        PlanSchema.assertValid(text);
        return JSON.readTree(text);
    }

    private static List<String> changes(JsonNode applied) {
        return StreamSupport.stream(applied.path("changes").spliterator(), false)
                .map(change -> change.path("address").asText()).toList();
    }
}
