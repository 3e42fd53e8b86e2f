package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each field of daemon.json and override.conf that a file can declare, all of them at once. */
@OnVirtualHost("trixie")
class EveryFieldVmIT {
    private static final String DAEMON_JSON = "daemon-json[alice]";
    private static final String OVERRIDE = "override-conf[alice]";
    private static final String FILES =
            ".config/docker/daemon.json .config/systemd/user/docker.service.d/override.conf";
    private static final String KIT = "DOCKERD_ROOTLESS_ROOTLESSKIT_";

    private static final String ALL = """
            [daemon]
            data-root = "~/data"
            socket = "$XDG_RUNTIME_DIR/docker.sock"
            [daemon.settings]
            log-driver = "local"
            log-opts = { max-size = "10m" }
            labels = ["a=b"]
            debug = true
            max-concurrent-downloads = 2
            shutdown-timeout = 10
            [storage]
            driver = "overlay2"
            [network]
            driver = "slirp4netns"
            port-driver = "builtin"
            mtu = 1400
            cidr = "10.41.7.0/24"
            ipv6 = true
            host-loopback = true
            detach-netns = false
            [expose.tcp]
            listen = "127.0.0.1:23760"
            tls = "generate"
            """;
    private static final Map<String, Set<String>> FIELDS = Map.of(
            DAEMON_JSON, Set.of("data-root", "debug", "hosts", "labels", "log-driver", "log-opts", "max-concurrent-downloads", "mtu",
                    "shutdown-timeout", "storage-driver", "tlscacert", "tlscert", "tlskey", "tlsverify"),
            OVERRIDE, Set.of(KIT + "DETACH_NETNS", KIT + "FLAGS --cidr", KIT + "FLAGS --disable-host-loopback", KIT + "FLAGS --ipv6",
                    KIT + "FLAGS --publish 127.0.0.1:23760:23760/tcp", KIT + "MTU", KIT + "NET", KIT + "PORT_DRIVER"));
    /** Each value that stands in the two files becomes another one. */
    private static final String EDIT = """
            sed -i -e 's/: true/: false/; s/1400/1300/; s/: \\([0-9]\\)/: 1\\1/; s/local"/json-file"/; s/overlay2/vfs/; s/a=b/a=c/' \
                -e 's/10m/20m/; s/\\.pem/.der/; s/23760/23761/g; s,/data",/other",; s/=false/=true/; s/--ipv6/&=false/' \
                -e 's/slirp4netns/pasta/; s/builtin/implicit/; s/10\\.41\\.7/10.41.8/' \
            """ + FILES;
    /** What this Docker cannot have otherwise here: its own place for certificates, and no detached network. */
    private static final Set<String> FIXED =
            Set.of("tlscacert", "tlscert", "tlskey", "tlsverify", KIT + "DETACH_NETNS", KIT + "NET");

    @Test
    @DisplayName("O1 I2 I7 I11 N2 N4 N5 C3 S1: every field edited by hand, declared otherwise, and declared no more: named, and one restart")
    void everyField(VirtualHost host) {
        host.user("root").run("loginctl enable-linger alice && chmod 0666 /dev/net/tun").expect(0);
        var alice = host.user("alice");
        alice.declare(ALL);
        var made = changed(alice, 0);
        assertEquals(FIELDS, Map.of(DAEMON_JSON, made.get(DAEMON_JSON), OVERRIDE, made.get(OVERRIDE)));

        var files = alice.read(FILES);
        alice.run(EDIT).expect(0);
        var drift = alice.rootlessctl("drift", "-f", "rootless.toml", "-o", "json").expect(2).out();
        assertEquals(FIELDS, MainPath.changes(MainPath.json(drift)));
        // The daemon still runs with what is declared.
        assertEquals(FIELDS, changed(alice, 0));
        assertEquals(files, alice.read(FILES));
        MainPath.assertStaysConverged(alice);

        alice.declare(otherwise());
        var others = changed(alice, 1);
        assertEquals(withoutFixed(FIELDS.get(DAEMON_JSON)), others.get(DAEMON_JSON));
        var flags = withoutFixed(FIELDS.get(OVERRIDE));
        flags.add(KIT + "FLAGS --publish 127.0.0.1:23761:23761/tcp");
        assertEquals(flags, others.get(OVERRIDE));
        assertNotEquals(files, alice.read(FILES));
        MainPath.assertStaysConverged(alice);

        alice.declare("");
        changed(alice, 1);
        assertNotEquals(0, alice.run("cat " + FILES).exit());
        assertEquals("", alice.run("ls -d " + FILES + " 2>/dev/null").out());
        MainPath.assertStaysConverged(alice);
    }

    private static String otherwise() {
        return ALL.replace("~/data", "~/other").replace("\"local\"", "\"json-file\"").replace("10m", "20m").replace("a=b", "a=c")
                .replace("= true", "= false").replace("downloads = 2", "downloads = 3").replace("timeout = 10", "timeout = 11")
                .replace("overlay2", "vfs").replace("builtin", "slirp4netns").replace("1400", "1300").replace("10.41.7", "10.41.8")
                .replace("23760", "23761");
    }

    private static Set<String> withoutFixed(Set<String> fields) {
        var others = new TreeSet<>(fields);
        others.removeAll(FIXED);
        return others;
    }

    private static Map<String, Set<String>> changed(VirtualUser user, int restarts) {
        var applied = MainPath.json(user.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertEquals(restarts, applied.path("restarts").asInt(), applied::toPrettyString);
        return MainPath.changes(applied);
    }
}
