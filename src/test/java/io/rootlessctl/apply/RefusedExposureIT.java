package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Sentinels;
import io.rootlessctl.lab.TlsFiles;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What cannot be had of the network and of exposure, declared for a daemon that runs: it is refused with its reason, no
 * file is touched, not even its time, and the same processes run on.
 */
class RefusedExposureIT {
    private static final String TCP = "[expose.tcp]\nlisten = \"127.0.0.1:23999\"\ntls = ";
    /** Programs that only tell their version: of a newer Docker than this host's, with a pasta that is too old for it. */
    private static final Map<String, String> STAND_INS = Map.of(
            "dockerd", "Docker version 26.1.5, build 411e817", "rootlesskit", "rootlesskit version 2.0.2",
            "pasta", "pasta 0.0~git20230309.7c7625d-1");

    private RootlessUser user;
    private SortedMap<String, String> before;
    private List<Long> processes;

    @BeforeEach
    void run() throws IOException {
        user = RootlessUser.create();
        declare("[network]\nmtu = 1500\n");
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
    }

    @AfterEach
    void remove() {
        user.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "driver = \"pasta\" | network.driver: pasta needs dockerd 25 or newer",
        "driver = \"vpnkit\" | network.driver: vpnkit not found",
        "driver = \"lxc-user-nic\" | network.driver: lxc-user-nic not found",
        "detach-netns = true | network.detach-netns: needs dockerd 29.5 or newer",
        "cidr = \"127.0.0.0/8\" | network.cidr: 127.0.0.0/8 overlaps with 127.0.0.0/8 (lo)"})
    @DisplayName("N1 N2 N5: a driver, a version, a network of the host's own")
    void refusesTheNetwork(String rule) {
        var parts = rule.split(" \\| ");
        remember();
        assertRefused(3, "[network]\nmtu = 1400\n" + parts[0] + "\n", parts[1]);
    }

    @Test
    @DisplayName("N1 N4 C3: an unknown driver, an MTU that is too large, no TLS on all addresses: the file is invalid")
    void refusesTheFile() {
        remember();
        assertRefused(65, "[network]\ndriver = \"slurp\"\n", "network.driver");
        assertRefused(65, "[network]\nmtu = 65522\n", "network.mtu");
        assertRefused(65, "[expose.tcp]\nlisten = \"0.0.0.0:2375\"\ntls = \"off\"\n", "expose.tcp.tls");
        assertRefused(65, "[expose.tcp]\nlisten = \"127.0.0.1:2375\"\n", "expose.tcp.tls");
        assertRefused(65, "[daemon.settings]\nhosts = [\"tcp://0.0.0.0:2375\"]\n", "expose.tcp.listen");
    }

    @Test
    @DisplayName("N5: a network that a route of the host leads to, with one that is free")
    void refusesTheNetworkOfARoute() {
        remember();
        declare("[network]\nmtu = 1400\ncidr = \"10.41.7.0/24\"\n");
        var words = List.of("unshare", "--net", "sh", "-c", "ip link set lo up && ip route add 10.41.0.0/16 dev lo && exec "
                + "setpriv --reuid \"$1\" --regid \"$1\" --init-groups \"$2\" apply -f rootless.toml", "sh", user.name(),
                Project.LAUNCHER.toString());
        assertUntouched(Commands.run(words, user.environment(), user.home(), "").expect(3),
                "network.cidr: 10.41.7.0/24 overlaps with 10.41.0.0/16 (lo) of this host");
    }

    @Test
    @DisplayName("N1: a pasta that is too old for what Docker needs, first on the user's PATH")
    void refusesAnOldPasta() throws IOException {
        var bin = user.home().resolve("bin");
        for (var program : STAND_INS.entrySet()) {
            user.write(bin.resolve(program.getKey()), "#!/bin/sh\necho '" + program.getValue() + "'\n");
            user.run("chmod", "755", bin.resolve(program.getKey()).toString()).expect(0);
        }
        remember();
        declare("[network]\ndriver = \"pasta\"\n");
        var environment = new TreeMap<>(user.environment());
        environment.merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
        var words = List.of("setpriv", "--reuid", user.name(), "--regid", user.name(), "--init-groups",
                Project.LAUNCHER.toString(), "apply", "-f", "rootless.toml");
        assertUntouched(Commands.run(words, environment, user.home(), "").expect(3),
                "network.driver: pasta needs pasta 2023.12.4 or newer, found 2023.3.9");
    }

    @Test
    @DisplayName("C3 C5: an address in use, for the API and for a published port, with the holder")
    void refusesAnAddressInUse() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var taken = "127.0.0.1:" + server.getLocalPort();
            remember();
            assertRefused(3, "[expose.tcp]\nlisten = \"" + taken + "\"\ntls = \"generate\"\n", "listens on " + taken);
            assertRefused(3, "[expose.tcp]\nlisten = \"0.0.0.0:" + server.getLocalPort() + "\"\ntls = \"generate\"\n",
                    "listens on " + taken);
            assertRefused(3, "[network]\nmtu = 1500\n[[ports.publish]]\nspec = \"" + taken + ":80/tcp\"\n", "listens on " + taken);
        }
    }

    @Test
    @DisplayName("C3 C5: an address that is not the host's, for the API and for a published port")
    void refusesAnAddressOfAnotherHost() {
        remember();
        assertRefused(3, "[network]\nmtu = 1500\n[expose.tcp]\nlisten = \"192.0.2.99:23999\"\ntls = \"generate\"\n",
                "listen: 192.0.2.99 is no address of this host");
        assertRefused(3, "[network]\nmtu = 1500\n[[ports.publish]]\nspec = \"192.0.2.99:23999:80/tcp\"\n",
                "ports.publish: 192.0.2.99 is no address of this host");
        assertRefused(3, "[network]\nmtu = 1500\n[[ports.publish]]\nspec = \"[2001:db8::99]:23999:80/tcp\"\n",
                "ports.publish: 2001:db8::99 is no address of this host");
    }

    @Test
    @DisplayName("C3: files that will not do, before a daemon is stopped for them: not there, open, ended, of others")
    void refusesFiles() throws IOException {
        var good = files("good").put(Instant.now(), Map.of());
        var late = files("late").put(Instant.now().minus(Duration.ofDays(400)), good.authority());
        var early = files("early").put(Instant.now().plus(Duration.ofDays(2)), good.authority());
        var strangers = files("strangers").put(Instant.now(), Map.of());
        var open = files("open").put(Instant.now(), Map.of());
        user.run("chmod", "644", open.at(Part.SERVER_KEY).toString()).expect(0);
        remember();
        assertRefused(3, TCP + files("none").declared() + "\n", "none/server-key.pem: not there");
        assertRefused(3, TCP + open.declared() + "\n", "server-key.pem: mode 0644");
        assertRefused(3, TCP + late.declared() + "\n", "ended");
        assertRefused(3, TCP + early.declared() + "\n", "begins");
        assertRefused(3, TCP + of(strangers, good, good) + "\n", "is not by the authority in");
        assertRefused(3, TCP + of(good, good, strangers) + "\n", "is not the key of the certificate in");
        assertRefused(3, TCP + good.declared() + "\nnames = [\"docker.example.org\"]\n", "is not for docker.example.org");
    }

    private TlsFiles files(String name) {
        return TlsFiles.in(user, user.home().resolve(name), user.name(), "127.0.0.1");
    }

    private static String of(TlsFiles authority, TlsFiles certificate, TlsFiles key) {
        return "{ ca = \"" + authority.at(Part.AUTHORITY) + "\", cert = \"" + certificate.at(Part.SERVER) + "\", key = \""
                + key.at(Part.SERVER_KEY) + "\" }";
    }

    private void declare(String sections) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + sections);
    }

    private void remember() {
        before = files();
        processes = user.processes();
    }

    private void assertRefused(int status, String sections, String reason) {
        declare(sections);
        assertUntouched(user.rootlessctl("apply", "-f", "rootless.toml").expect(status), reason);
    }

    private void assertUntouched(Outcome refused, String reason) {
        var said = (refused.out() + refused.err()).replaceAll("\\s+", " ");
        assertTrue(said.contains(reason), said);
        assertEquals("", Sentinels.differences(before, files()));
        assertEquals(processes, user.processes());
        user.docker("info").expect(0);
    }

    /** But for the manifest itself, what we note of every apply, and what the daemon writes while it runs. */
    private SortedMap<String, String> files() {
        var roots = new ArrayList<>(List.of(user.home(), Path.of("/etc")));
        var manifest = user.home().resolve("rootless.toml");
        var data = user.home().resolve(".local/share/docker");
        var notes = user.home().resolve(".local/state/rootlessctl");
        return Sentinels.at(roots.stream().filter(Files::exists).toList(), path -> path.equals(manifest)
                || path.startsWith(data) || path.startsWith(notes) || Sentinels.OTHERS.test(path));
    }
}
