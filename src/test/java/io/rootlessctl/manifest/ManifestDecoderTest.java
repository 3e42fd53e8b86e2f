package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.manifest.Settings.Tls;
import io.rootlessctl.model.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManifestDecoderTest {
    private static final Path VALID = Path.of("src/test/resources/manifest/valid");

    @Test
    @DisplayName("a file with nothing but the schema has the defaults and declares nothing (I6 I7 C1)")
    void defaults() throws InvalidManifestException {
        var manifest = ManifestReader.read("least.toml", "schema = 1");
        var expected = new Settings(
                new Settings.Daemon(Settings.State.RUNNING, Settings.Start.BOOT, Settings.ManagerChoice.AUTO,
                        new PathTemplate("~/.local/share/docker"), new PathTemplate("$XDG_RUNTIME_DIR/docker.sock"),
                        Settings.Restart.WHEN_NEEDED, Duration.ofSeconds(60), Optional.empty(), new TreeMap<>()),
                new Settings.Network(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Settings.SourceIp.ANY, Optional.empty(), Optional.empty(),
                        Optional.empty(), false),
                new Settings.Storage(Optional.empty()),
                new Settings.IdMap(65_536, Optional.empty(), Settings.IdMapChange.REFUSE),
                new Settings.Cgroup(Optional.empty()),
                new Settings.Ports(Optional.empty(), Optional.empty(), List.of()),
                new Settings.Expose(Optional.empty(), false), new Settings.Client(Optional.empty(), List.of()),
                new Settings.Limits(Optional.empty(), Optional.empty()),
                new Settings.Lint(List.of(), false), Optional.empty(), Set.of());
        assertEquals(expected, manifest.defaults());
        assertEquals(List.of(), manifest.users());
        assertEquals(new HostSettings(HostSettings.Packages.CHECK, List.of(), Optional.empty(),
                HostSettings.RootfulDocker.IGNORE, new TreeMap<>(), Set.of()), manifest.host());
    }

    @Test
    @DisplayName("every key of the file is decoded (I7 I11 N2 N4 S1 C2 C3 C5)")
    void everyKey() throws IOException, InvalidManifestException {
        var settings = read("every-key.toml").defaults();
        assertEquals(new Settings.Network(Optional.of(Settings.NetworkDriver.SLIRP4NETNS),
                Optional.of(Settings.PortDriver.SLIRP4NETNS), Optional.of(1500), Optional.of("10.0.2.0/24"),
                Optional.of(false), Settings.SourceIp.PRESERVE, Optional.of(false), Optional.empty(),
                Optional.of(true), false), settings.network());
        assertEquals(new Settings.IdMap(65_536, Optional.of(100_000L), Settings.IdMapChange.ALLOW), settings.idMap());
        assertEquals(Optional.of(List.of("cpu", "cpuset", "io", "memory", "pids")), settings.cgroup().controllers());
        assertEquals(new Settings.Ports(Optional.of(Settings.Privileged.SYSCTL), Optional.of(80),
                List.of(new Settings.Publish("127.0.0.1:8080:80/tcp"),
                        new Settings.Publish("[::1]:5353:[fd00::100]:53/udp6"))), settings.ports());
        assertEquals(new Settings.Expose(Optional.of(new Settings.Tcp("127.0.0.1:2376", new Tls.Files(
                new PathTemplate("~/tls/ca.pem"), new PathTemplate("~/tls/my cert.pem"),
                new PathTemplate("~/tls/key.pem")), List.of())), true), settings.expose());
        assertEquals(new Settings.Client(Optional.of("rootless"),
                List.of(Settings.Shell.BASH, Settings.Shell.ZSH, Settings.Shell.FISH)), settings.client());
        assertEquals(new Settings.Limits(Optional.of(65_536L), Optional.of(4096L)), settings.limits());
        assertEquals(Duration.ofMinutes(2), settings.daemon().readyTimeout());
        assertEquals(Optional.of(new Destination("registry-1.docker.io", 443)), settings.daemon().probe());
    }

    @Test
    @DisplayName("daemon.settings become compact JSON text, nested and mixed values too (I11)")
    void daemonSettings() throws IOException, InvalidManifestException {
        assertEquals(Map.of(
                "log-driver", "\"local\"",
                "log-opts", "{\"max-size\":\"10m\",\"with space\":\"a \\\"quoted\\\" \\\\ \\u0001\"}",
                "default-address-pools", "[{\"base\":\"10.200.0.0/16\",\"size\":24}]",
                "mixed", "[1,\"a\",[true,1.5]]",
                "empty", "{}"), read("every-key.toml").defaults().daemon().settings());
    }

    @Test
    @DisplayName("sysctl values are normalised: one blank where the kernel has a tab")
    void host() throws IOException, InvalidManifestException {
        var host = read("every-key.toml").host();
        assertEquals(Map.of("user.max_user_namespaces", "28633", "net.ipv4.ping_group_range", "0 2147483647"),
                host.sysctl());
        assertEquals(Set.of("host.packages", "host.modules", "host.apparmor", "host.rootful-docker",
                "host.sysctl.user.max_user_namespaces", "host.sysctl.net.ipv4.ping_group_range"), host.declared());
    }

    @Test
    @DisplayName("a user's tables win over the defaults key by key, daemon.settings too (I9)")
    void merged() throws IOException, InvalidManifestException {
        var manifest = read("users.toml");
        var alice = manifest.user("alice").orElseThrow();
        assertEquals(true, alice.create());
        assertEquals(Optional.of(9000), alice.settings().network().mtu());
        assertEquals(Optional.of(Settings.NetworkDriver.SLIRP4NETNS), alice.settings().network().driver());
        assertEquals(Map.of("log-driver", "\"json-file\"", "log-opts", "{\"max-file\":\"3\"}"),
                alice.settings().daemon().settings());
        assertEquals(manifest.defaults().ports(), alice.settings().ports());

        var bob = manifest.user("bob").orElseThrow().settings();
        assertEquals(Settings.Restart.NEVER, bob.daemon().restart());
        assertEquals(Map.of("log-driver", "\"json-file\"", "log-opts", "{\"max-size\":\"10m\"}", "debug", "true"),
                bob.daemon().settings());
        assertEquals(List.of(), bob.ports().publish());
        assertEquals(Optional.of(new Settings.Tcp("127.0.0.1:2376", new Tls.Generate(), List.of())), bob.expose().tcp());

        var carol = manifest.user("carol").orElseThrow().settings();
        assertEquals(Optional.of(new Settings.Tcp("127.0.0.1:2376", new Tls.Files(new PathTemplate("/etc/ca.pem"),
                new PathTemplate("~/cert.pem"), new PathTemplate("~/key.pem")), List.of())), carol.expose().tcp());
    }

    @Test
    @DisplayName("declared has the keys of the defaults and of the user, and no default that is not written")
    void declared() throws InvalidManifestException {
        var manifest = ManifestReader.read("f.toml", """
                schema = 1
                network.mtu = 1500
                daemon.settings.log-opts = { max-size = "10m" }
                [[users]]
                name = "alice"
                create = true
                storage.driver = "auto"
                expose.tcp = { listen = "127.0.0.1:2376", tls = "off" }
                [[users.ports.publish]]
                spec = "127.0.0.1:8080:80/tcp"
                """);
        assertEquals(Set.of("network.mtu", "daemon.settings.log-opts"), manifest.defaults().declared());
        assertEquals(Set.of("network.mtu", "daemon.settings.log-opts", "storage.driver", "expose.tcp.listen",
                "expose.tcp.tls", "ports.publish"), manifest.user("alice").orElseThrow().settings().declared());
    }

    private static Manifest read(String name) throws IOException, InvalidManifestException {
        return ManifestReader.read(name, Files.readAllBytes(VALID.resolve(name)));
    }
}
