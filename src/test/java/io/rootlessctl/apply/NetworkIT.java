package io.rootlessctl.apply;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is declared of the network, seen by the traffic of a real daemon: slirp4netns on Docker 20.10. */
class NetworkIT {
    /** A server that answers each request with the address that it comes from. */
    private static final String ECHO_ADDRESS = "mkdir -p /www/cgi-bin; "
            + "printf '#!/bin/sh\\necho Content-type: text/plain; echo; echo $REMOTE_ADDR\\n' >/www/cgi-bin/who; "
            + "chmod 755 /www/cgi-bin/who; exec httpd -f -p 80 -h /www";

    @ParameterizedTest(name = "source-ip {0}: port driver {1}")
    @CsvSource({"any, builtin, false", "preserve, slirp4netns, true"})
    @DisplayName("N1 N2 N3 N4 N5: a published port answers, the client's address is kept or not, MTU, CIDR, IPv6 as declared")
    void carriesTrafficAsDeclared(String sourceIp, String portDriver, boolean kept) throws IOException {
        try (var user = RootlessUser.create()) {
            var pair = "driver = \"slirp4netns\"\nsource-ip = \"" + sourceIp + "\"\n";
            declare(user, pair + "mtu = 1400\ncidr = \"10.41.7.0/24\"\nipv6 = true\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            int port = freePort();
            user.docker("run", "-d", "--name", "web", "-p", port + ":80", "bb", "sh", "-c", ECHO_ADDRESS).expect(0);

            var own = ownAddress();
            var seen = fetch(own, port);
            assertEquals(kept, seen.equals(own), () -> "the server saw " + seen + ", the client is " + own);
            assertFalse(fetch("127.0.0.1", port).isEmpty(), "no answer on loopback");
            assertTrue(rootlessKit(user).contains("--port-driver=" + portDriver), () -> rootlessKit(user));
            assertMtu(1400, user);
            assertTrue(tap(user, "-4", "addr", "show").contains("inet 10.41.7.100/24"), () -> tap(user, "-4", "addr", "show"));
            await().atMost(Duration.ofSeconds(20)).until(() -> tap(user, "-6", "addr", "show").contains("inet6 fd00:"));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);

            declare(user, pair + "mtu = 65520\nipv6 = false\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.docker("start", "web").expect(0);
            assertMtu(65520, user);
            assertFalse(tap(user, "-6", "addr", "show").contains("inet6 fd00:"), () -> tap(user, "-6", "addr", "show"));
            var again = fetch(own, port);
            assertEquals(kept, again.equals(own), () -> "the server saw " + again + ", the client is " + own);
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    /** Of RootlessKit's interface, and inside a container. */
    private static void assertMtu(int declared, RootlessUser user) {
        assertTrue(tap(user, "link", "show").contains("mtu " + declared + " "), () -> tap(user, "link", "show"));
        assertEquals(declared + "\n", user.docker("exec", "web", "cat", "/sys/class/net/eth0/mtu").expect(0).out());
    }

    @Test
    @DisplayName("N5: the host's loopback is closed to containers until it is declared; IPv6 off; words of the user's own stay")
    void opensTheHostsLoopbackWhenDeclared() throws IOException {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try (var user = RootlessUser.create()) {
            var file = user.home().resolve(".config/docker/rootless.env");
            user.write(file, "# mine\nDOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS='--debug=false'\n");
            declare(user, "host-loopback = false\nipv6 = false\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            assertEquals("", fromHost(user, port), "reached although closed");
            assertFalse(tap(user, "-6", "addr", "show").contains("inet6 fd00:"), () -> tap(user, "-6", "addr", "show"));

            declare(user, "host-loopback = true\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue(fromHost(user, port).endsWith("hi"), () -> "not reached: " + fromHost(user, port));
            assertEquals("# mine\nDOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=\"--debug=false --disable-host-loopback=false\"\n",
                    user.read(file));

            user.write(file, "# mine\nDOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS='--debug=false'\n");
            var drift = user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
            assertTrue(drift.contains("DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS --disable-host-loopback"), drift);
            assertFalse(drift.contains("daemon["), "the running daemon is as declared: " + drift);

            declare(user, "");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals("", fromHost(user, port), "still open");
            assertEquals("# mine\nDOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS='--debug=false'\n", user.read(file));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "driver = \"pasta\" | network.driver: pasta needs dockerd 25 or newer",
        "driver = \"gvisor-tap-vsock\" | network.driver: gvisor-tap-vsock needs dockerd 29.5 or newer",
        "port-driver = \"implicit\" | network.driver: pasta needs dockerd 25 or newer",
        "detach-netns = true | network.detach-netns: needs dockerd 29.5 or newer",
        "bypass4netns = true | network.bypass4netns: ",
        "cidr = \"127.0.0.0/8\" | network.cidr: 127.0.0.0/8 overlaps with 127.0.0.0/8 (lo)"})
    @DisplayName("N1 N2 N5: what this host cannot give is refused with the reason before anything is changed")
    void refusesWhatTheHostCannotGive(String rule) {
        var parts = rule.split(" \\| ");
        try (var user = RootlessUser.create()) {
            declare(user, parts[0] + "\n");
            var refused = user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            assertTrue(refused.out().contains(parts[1]), refused.out());
            assertFalse(Files.exists(user.home().resolve(".config")), "something was written");
            assertEquals(List.of(), user.processes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver = \"slurp\"", "mtu = 65522", "driver = \"vpnkit\"\nsource-ip = \"preserve\""})
    @DisplayName("N1 N3 N4: what no host can give is an invalid file")
    void refusesWhatNoHostCanGive(String lines) {
        try (var user = RootlessUser.create()) {
            declare(user, lines + "\n");
            assertTrue(user.rootlessctl("apply", "-f", "rootless.toml").expect(65).err().contains("network."));
        }
    }

    @Test
    @DisplayName("N1 N2: explain network tells what can be had on this host, as text and as JSON")
    void explains() {
        try (var user = RootlessUser.create()) {
            var text = user.rootlessctl("explain", "network").expect(0).out();
            assertTrue(text.contains("auto takes slirp4netns with port driver builtin: dockerd-rootless.sh takes the first"), text);
            for (var row : List.of(
                    "slirp4netns +6.2 +65520 +yes +yes +yes +yes, 1\\.", "pasta +6.5 +65520 +no .* no: pasta needs dockerd 25 or newer",
                    "vpnkit +0.1 +1500 +no .* no: vpnkit not found", "gvisor-tap-vsock +5.4 .* no: .* needs dockerd 29.5 or newer",
                    "lxc-user-nic +30.4 +1500 +no .* no: lxc-user-nic ", "builtin +29.9 +lost +yes +yes +any +yes",
                    "slirp4netns +8.0 +kept +no +yes +slirp4netns +yes", "implicit +37.6 +kept +no +no +pasta +no: ",
                    "pesto +- +kept +no +yes +pasta +no: ", "gvisor-tap-vsock +3.8 +lost +no +yes +gvisor-tap-vsock +no: ")) {
                assertTrue(Pattern.compile("(?m)^ +" + row).matcher(text).find(), () -> row + " in\n" + text);
            }
            var json = user.rootlessctl("explain", "network", "-o", "json").expect(0).out();
            PlanSchema.assertValid("explain", json);
        }
    }

    private static void declare(RootlessUser user, String lines) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n[network]\n" + lines);
    }

    /** The client's address as the server, which listens for IPv6 too, sees it; waits until it answers. */
    private static String fetch(String host, int port) {
        var answer = new StringBuilder();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            var got = Commands.run("busybox", "wget", "-q", "-O", "-", "http://" + host + ":" + port + "/cgi-bin/who");
            answer.append(got.out().strip().replaceAll("^\\[::ffff:|]$", ""));
            return got.exit() == 0;
        });
        return answer.toString();
    }

    /** What a container gets from the host's own loopback; nothing where it cannot reach it. */
    private static String fromHost(RootlessUser user, int port) {
        var request = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 10.0.2.2 " + port;
        return user.docker("run", "--rm", "bb", "sh", "-c", request).out();
    }

    /** What {@code ip} says of the tap device in the daemon's network namespace. */
    private static String tap(RootlessUser user, String... what) {
        var command = new ArrayList<>(List.of("nsenter", "-t", Long.toString(process(user, "dockerd")), "-n", "ip"));
        command.addAll(List.of(what));
        command.addAll(List.of("dev", "tap0"));
        return Commands.run(command.toArray(String[]::new)).expect(0).out();
    }

    private static String rootlessKit(RootlessUser user) {
        return proc(process(user, "rootlesskit"), "cmdline").replace('\0', ' ');
    }

    private static long process(RootlessUser user, String name) {
        return user.processes().stream().filter(pid -> proc(pid, "comm").strip().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(user.name() + " has no process " + name));
    }

    private static String proc(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (IOException ended) {
            return "";
        }
    }

    /** An address of this host that is not on loopback: a client that connects to it has it too. */
    private static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst().orElseThrow(() -> new AssertionError("this host has no IPv4 address but loopback"))
                .getHostAddress();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
