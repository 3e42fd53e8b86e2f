package io.rootlessctl.apply;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Low ports and ping, which the kernel keeps from ordinary users until root allows them; this host is put back. */
class PrivilegeIT {
    private static final String PING = "net.ipv4.ping_group_range";
    private static final String START = "net.ipv4.ip_unprivileged_port_start";

    private static final String ROOTLESSKIT = "/usr/bin/rootlesskit";

    private String ping;
    private String start;

    @BeforeEach
    void closeBoth() {
        ping = get(PING);
        start = get(START);
        set(PING, "1 0");
        set(START, "1024");
    }

    @AfterEach
    void putBack() throws IOException {
        set(PING, ping);
        set(START, start);
        for (var key : List.of(PING, START)) {
            Files.deleteIfExists(Path.of("/etc/sysctl.d/90-rootlessctl-" + key + ".conf"));
        }
    }

    @Test
    @DisplayName("K2: port 80 is refused with deny, and published once root has run the block for sysctl")
    void publishesPort80() {
        try (var user = RootlessUser.create()) {
            declare(user, "[ports]\nprivileged = \"deny\"\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            var denied = serve(user);
            assertNotEquals(0, denied.exit());
            assertTrue(denied.err().contains("privileged port 80"), denied.err());
            declare(user, "[ports]\nprivileged = \"deny\"\n[[ports.publish]]\nspec = \"127.0.0.1:80:80/tcp\"\n");
            var low = user.rootlessctl("apply", "-f", "rootless.toml").expect(3).out();
            assertTrue(low.contains("80 is below net.ipv4.ip_unprivileged_port_start"), low);

            declare(user, "[ports]\nprivileged = \"sysctl\"\nunprivileged-start = 80\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            allow(user);
            assertEquals("80", get(START));
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            serve(user).expect(0);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    Commands.run("busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:80/bin/busybox").exit() == 0);
        }
    }

    @Test
    @DisplayName("K2: port 80 is published once root has run the block for the capability, and the daemon is started again")
    void publishesPort80WithTheCapability() {
        try (var user = RootlessUser.create()) {
            declare(user, "");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            assertNotEquals(0, serve(user).exit());

            declare(user, "[ports]\nprivileged = \"capability\"\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            allow(user);
            assertTrue(Commands.run("getcap", ROOTLESSKIT).expect(0).out().contains("cap_net_bind_service=ep"));
            var applied = user.rootlessctl("apply", "-f", "rootless.toml").expect(0).out();
            assertTrue(applied.contains("1 restart"), applied);
            assertEquals("1024", get(START));
            serve(user).expect(0);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    Commands.run("busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:80/bin/busybox").exit() == 0);
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
        } finally {
            Commands.run("setcap", "-r", ROOTLESSKIT);
        }
    }

    @Test
    @DisplayName("K1: a container pings the host's address once root has run the block for ping")
    void pings() throws IOException {
        try (var user = RootlessUser.create()) {
            declare(user, "");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            assertNotEquals(0, pingHost(user).exit());

            declare(user, "[network]\nping = true\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            allow(user);
            assertEquals("0 2147483647", get(PING));
            user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
            var answer = pingHost(user).expect(0).out();
            assertTrue(answer.contains("1 packets received"), answer);
        }
    }

    private static void declare(RootlessUser user, String sections) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + sections);
    }

    /** Runs, as root, what the plan asks of root. */
    private static void allow(RootlessUser user) {
        var script = user.rootlessctl("plan", "-f", "rootless.toml", "--remedies").expect(0).out();
        Commands.run(List.of("sh"), Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), Path.of("/"), script).expect(0);
    }

    private static Outcome serve(RootlessUser user) {
        return user.docker("run", "-d", "-p", "127.0.0.1:80:80", "bb", "httpd", "-f", "-p", "80", "-h", "/");
    }

    private static Outcome pingHost(RootlessUser user) throws IOException {
        var own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst().orElseThrow().getHostAddress();
        return user.docker("run", "--rm", "bb", "ping", "-c", "1", "-W", "3", own);
    }

    private static String get(String key) {
        return Commands.run("sysctl", "-n", key).expect(0).out().strip().replace('\t', ' ');
    }

    private static void set(String key, String value) {
        Commands.run("sysctl", "-q", "-w", key + "=" + value).expect(0);
    }
}
