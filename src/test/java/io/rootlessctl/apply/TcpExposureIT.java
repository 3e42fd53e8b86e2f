package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.SshServer;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.lab.TlsFiles;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of a real daemon over TCP, asked by the real docker client. */
class TcpExposureIT {
    private static final Duration MANY_DAYS = Duration.ofDays(400);

    @ParameterizedTest(name = "listen {0}")
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "[::1]"})
    @DisplayName("C3: the generated bundle works, nothing else does, the Unix socket goes on; removal takes everything back")
    void servesClientsWithACertificate(String address) throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            var before = Listing.of(user.home());
            declare(user, address + ":" + port, "\"generate\"");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);

            var host = "tcp://" + (address.equals("0.0.0.0") ? "127.0.0.1" : address) + ":" + port;
            var bundle = made(user).bundle();
            assertEquals("rootless", secured(user, host, bundle).expect(0).out().strip());
            if (!address.startsWith("[")) {
                assertEquals("rootless", secured(user, "tcp://localhost:" + port, bundle).expect(0).out().strip());
            }
            assertTrue(user.docker("info").expect(0).out().contains("rootless"));

            refused(user, "certificate required|bad certificate", "docker", "-H", host, "--tlsverify", "--tlscacert",
                    bundle.resolve("ca.pem").toString(), "info");
            refused(user, "HTTP request to an HTTPS server", "docker", "-H", host, "info");
            var strangers = strangers(user, "strangers").put(Instant.now(), Map.of());
            refused(user, "unknown authority", docker(host, strangers.bundle()));
            refused(user, "unknown certificate authority|bad certificate|certificate required",
                    docker(host, strangers.trusting(made(user)).bundle()));
            var late = strangers(user, "late").put(Instant.now().minus(MANY_DAYS), made(user).authority()).trusting(made(user));
            refused(user, "expired certificate|bad certificate|certificate required", docker(host, late.bundle()));

            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
            assertEquals("converged", user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out()
                    .replaceAll("(?s).*\"result\" : \"(\\w+)\".*", "$1"));
            assertNoKeysInRecords(user);

            user.rootlessctl("uninstall", "--purge-data", "--yes").expect(0);
            assertEquals(Set.of("rootless.toml", "strangers", "late"), names(Listing.of(user.home()).since(before)));
        }
    }

    @Test
    @DisplayName("C3: a client elsewhere gets its certificate over ssh and reaches the daemon by name, as README.md shows it")
    void asReadmeShows() throws IOException {
        Commands.run("sh", "-euc", "echo 127.0.0.1 docker.example.org >>/etc/hosts").expect(0);
        try (var server = SshServer.start(); var user = RootlessUser.create(); var client = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + ReadmeBlock.TCP.text() + "\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            server.admit(client, user);
            client.run("sh", "-euc", "printf 'Host docker.example.org\nPort " + server.port() + "\n' >>.ssh/config").expect(0);
            var told = "";
            for (var command : ReadmeBlock.TCP_CLIENT.commands()) {
                told = client.run("sh", "-euc", command.replace("alice@", user.name() + "@")).expect(0).out();
            }
            assertTrue(told.contains("rootless") && told.contains(user.home().toString()), told);
        } finally {
            Commands.run("sh", "-euc", "sed '/docker.example.org$/d' /etc/hosts >/tmp/hosts && cat /tmp/hosts >/etc/hosts").expect(0);
        }
    }

    @Test
    @DisplayName("C3: nobody else can read a key at any moment while apply makes, renews and removes it, for root too")
    void nobodyElseReadsAKey() throws Exception {
        try (var user = RootlessUser.create(); var other = RootlessUser.create()) {
            user.run("mkdir", "-p", user.home().resolve(".config/docker").toString()).expect(0);
            Commands.run("chmod", "755", user.home().toString(), user.home() + "/.config", user.home() + "/.config/docker")
                    .expect(0);
            var manifest = user.home().resolve("all.toml");
            user.write(manifest, toml("127.0.0.1:" + free(), "\"generate\"") + "[[users]]\nname = \"" + user.name() + "\"\n");
            var seen = other.home().resolve("seen");
            var directory = made(user).order().directory();
            var watching = other.start(other.home().resolve("watch.log"), Map.of(), "sh", "-c",
                    "while :; do for f in " + directory + "* " + directory.resolveSibling(".generated-tls.new")
                            + " " + directory.resolveSibling("daemon.json") + " "
                            + directory + "/*key* " + directory + "/client/*; do cat \"$f\" >>" + seen
                            + " 2>/dev/null; ls \"$f\" >>" + seen + " 2>/dev/null; done; done");
            try {
                Project.asRoot("apply", "-f", manifest.toString()).expect(0);
                age(user, Duration.ofDays(350));
                Project.asRoot("apply", "-f", manifest.toString()).expect(0);
            } finally {
                watching.descendants().forEach(ProcessHandle::destroyForcibly);
                watching.destroyForcibly().waitFor();
            }
            var text = Files.exists(seen) ? Files.readString(seen) : "";
            assertTrue(text.contains("tlsverify"), "it has not even seen daemon.json, which everybody may read");
            assertFalse(text.contains("KEY") || text.replaceAll("\"tls[^\n]*", "").contains(".pem"), text);
            other.run("cat", made(user).at(Part.SERVER_KEY).toString()).expect(1);
            Project.asRoot("uninstall", "--user", user.name(), "--purge-data", "--yes").expect(0);
        }
    }

    @Test
    @DisplayName("C3: each file of a key, and each directory above it, has its mode from the call that makes it, before it has content")
    void makesKeysWithTheirMode() throws IOException {
        try (var user = RootlessUser.create()) {
            user.run("mkdir", "-p", user.home().resolve(".config/docker").toString()).expect(0);
            // Under strace newuidmap has no privileges: no daemon would start.
            user.write(user.home().resolve("rootless.toml"), toml("127.0.0.1:" + free(), "\"generate\"")
                    + "[daemon]\nstate = \"stopped\"\n");
            var log = user.home().resolve("files.log");
            user.run(Strace.makingFiles(log).of("sh", "-c",
                    "umask 0; exec \"$0\" apply -f rootless.toml", Project.LAUNCHER.toString())).expect(0);
            var made = Strace.made(user.read(log)).stream().filter(one -> one.path().contains("generated-tls")).toList();
            assertTrue(made.stream().filter(one -> one.path().contains("key")).count() >= 3, made::toString);
            assertEquals(List.of(), made.stream().filter(one -> one.path().contains("key") || one.directory())
                    .filter(one -> (one.mode() & 0077) != 0).toList(), made::toString);
        }
    }

    @Test
    @DisplayName("C3: certificates that end soon are renewed by apply with one restart, and clients' copies stay good")
    void renewsBeforeTheEnd() throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            declare(user, "127.0.0.1:" + port, "\"generate\"");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            age(user, Duration.ofDays(340));
            var old = user.home().resolve("copy");
            Commands.run("cp", "-a", made(user).bundle().toString(), old.toString()).expect(0);
            var serial = serial(user);
            var directory = made(user).order().directory();
            user.run("sh", "-c", "cd " + directory + " && mkdir bob && openssl genpkey -algorithm EC -pkeyopt "
                    + "ec_paramgen_curve:P-256 -out bob/key.pem && openssl req -new -key bob/key.pem -subj /CN=bob | openssl x509 "
                    + "-req -days 9 -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out bob/cert.pem && cp ca.pem bob").expect(0);

            var plan = user.rootlessctl("plan", "-f", "rootless.toml").expect(0).out();
            assertTrue(plan.matches("(?s).*server:? +ends .*") && plan.contains("to be renewed"), plan);
            var applied = user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out();
            assertTrue(applied.contains("\"restarts\" : 1"), applied);
            assertNotEquals(serial, serial(user));
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, old).expect(0).out().strip());
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, made(user).bundle()).expect(0).out().strip());
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
            assertNoKeysInRecords(user);

            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, directory.resolve("bob")).expect(0).out().strip());
            assertTrue(Files.exists(directory.resolve("ca.srl")), "what openssl has left there is gone");

            user.rootlessctl("rollback", "--yes").expect(0);
            assertEquals(serial, serial(user));
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, old).expect(0).out().strip());
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, directory.resolve("bob")).expect(0).out().strip());
            for (int i = 0; i < 2; i++) {
                age(user, Duration.ofDays(340));
                user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            }
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, made(user).bundle()).expect(0).out().strip());
            assertTrue(Files.exists(directory.resolve("bob/key.pem")), "a second client's files are gone");
        }
    }

    @Test
    @DisplayName("C3: given files are used, and one that was replaced is drift until a restart; what is wrong is refused before")
    void usesFilesThatAreGiven() throws IOException {
        try (var user = RootlessUser.create()) {
            int port = free();
            var mine = user.home().resolve("mine");
            var files = "{ ca = \"~/mine/ca.pem\", cert = \"~/mine/server.pem\", key = \"~/mine/server-key.pem\" }";
            var set = TlsFiles.in(user, mine, user.name(), "127.0.0.1");
            declare(user, "127.0.0.1:" + port, files);
            var missing = user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            assertTrue(missing.out().contains(mine + "/server-key.pem: not there"), missing.out());
            assertEquals(List.of(), user.processes());
            assertFalse(Files.exists(user.home().resolve(".config/docker/daemon.json")), "daemon.json was written");

            set.put(Instant.now(), Map.of());
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals("rootless", secured(user, "tcp://127.0.0.1:" + port, set.bundle()).expect(0).out().strip());

            set.put(Instant.now(), set.authority());
            var drift = user.rootlessctl("drift", "-f", "rootless.toml").expect(2).out();
            assertTrue(drift.contains("certificate") && drift.contains("replaced since the daemon has started"), drift);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);

            declare(user, "127.0.0.1:" + port, "\"off\"");
            var open = user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertTrue((open.out() + open.err()).contains("expose.tcp.tls is \"off\""), open.out() + open.err());
            user.run("docker", "-H", "tcp://127.0.0.1:" + port, "info").expect(0);
            declare(user, "0.0.0.0:" + port, "\"off\"");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(65);
        }
    }

    @Test
    @DisplayName("C3: an address in use is refused before anything is changed; given up, the port is closed again")
    void refusesAnAddressInUse() throws IOException {
        try (var user = RootlessUser.create(); var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            declare(user, "127.0.0.1:" + server.getLocalPort(), "\"generate\"");
            var applied = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(applied.contains("listens on 127.0.0.1:" + server.getLocalPort()), applied);
            assertFalse(Files.exists(user.home().resolve(".config/docker/generated-tls")), "keys were made");
            assertEquals(List.of(), user.processes());

            int port = free();
            declare(user, "127.0.0.1:" + port, "\"generate\"");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertFalse(Files.exists(made(user).order().directory()), "the keys are still there");
            assertFalse(Files.exists(user.home().resolve(".config/docker/daemon.json")), "daemon.json is still there");
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
            user.docker("info").expect(0);
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        }
    }

    private static TlsFiles made(RootlessUser user) {
        return TlsFiles.in(user, user.home().resolve(".config/docker/generated-tls"), user.name(), "127.0.0.1", "localhost");
    }

    private static TlsFiles strangers(RootlessUser user, String name) {
        return TlsFiles.in(user, user.home().resolve(name), "somebody", "127.0.0.1");
    }

    private static String serial(RootlessUser user) {
        return Commands.run("openssl", "x509", "-noout", "-serial", "-in", made(user).at(Part.SERVER).toString())
                .expect(0).out();
    }

    /** What apply had made so long ago; the running daemon has read it. */
    private static void age(RootlessUser user, Duration age) throws IOException {
        made(user).put(Instant.now().minus(age), Map.of());
        long pid = Long.parseLong(Commands.run("pgrep", "-u", Long.toString(user.uid()), "-xo", "rootlesskit").expect(0).out().strip());
        Commands.run("kill", Long.toString(pid)).expect(0);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !Files.exists(Path.of("/proc/" + pid)));
        var log = user.home().resolve("by-hand.log");
        user.start(log, Map.of("DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS", flags(user)), "/usr/share/docker.io/contrib/dockerd-rootless.sh");
        user.awaitDocker(log);
    }

    private static String flags(RootlessUser user) {
        return user.read(user.home().resolve(".config/docker/rootless.env")).strip().replaceFirst("^[A-Z_]+=", "").replaceAll("['\"]", "");
    }

    private static String[] docker(String host, Path bundle) {
        return new String[] {"env", "DOCKER_CERT_PATH=" + bundle, "docker", "--tlsverify", "-H", host, "info", "--format",
            "{{range .SecurityOptions}}{{if eq . \"name=rootless\"}}rootless{{end}}{{end}}"};
    }

    private static Outcome secured(RootlessUser user, String host, Path bundle) {
        return user.run(docker(host, bundle));
    }

    private static void refused(RootlessUser user, String reason, String... command) {
        var outcome = user.run(command);
        var said = outcome.out() + outcome.err();
        assertNotEquals(0, outcome.exit(), said);
        assertTrue(said.matches("(?s).*(" + reason + ").*"), said);
    }

    private static void assertNoKeysInRecords(RootlessUser user) {
        var found = Commands.run("grep", "-rlE", "PRIVATE KEY|BEGIN CERT", user.home().resolve(".local/state").toString());
        assertEquals("", found.out());
    }

    private static Set<String> names(List<String> lines) {
        var names = new TreeSet<String>();
        lines.forEach(line -> names.add(line.replaceFirst("[/:].*", "")));
        return names;
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void declare(RootlessUser user, String listen, String tls) {
        user.write(user.home().resolve("rootless.toml"), toml(listen, tls));
    }

    private static String toml(String listen, String tls) {
        return "schema = 1\n[expose.tcp]\nlisten = \"" + listen + "\"\ntls = " + tls + "\n";
    }
}
