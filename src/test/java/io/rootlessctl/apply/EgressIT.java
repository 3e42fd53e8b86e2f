package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real daemon whose network driver hangs, dies or was never of use, while the daemon answers as if nothing were. */
class EgressIT {
    /** In README.md. */
    private static final String SHOWN = "registry-1.docker.io:443";

    private final ServerSocket service;
    private RootlessUser user;

    EgressIT() throws IOException {
        // What comes is taken by the kernel: nobody has to accept it.
        service = new ServerSocket(0);
    }

    @BeforeEach
    void start() {
        user = RootlessUser.create();
        write("rootless.toml", address() + ":" + service.getLocalPort(), 1500);
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        assertHealthy();
    }

    @AfterEach
    void end() throws IOException {
        user.close();
        service.close();
    }

    @ParameterizedTest
    @CsvSource({"STOP, egress-lost, is not reached from the daemon's network", "KILL, slirp4netns-ended, slirp4netns has ended"})
    @DisplayName("T17 T20 (moby#51248, slirp4netns#341): a network driver that hangs or is gone is found, and a restart mends it")
    void networkDriverLost(String signal, String code, String what) throws IOException {
        Commands.run("sh", "-euc", "kill -" + signal + " $(pgrep -u " + user.name() + " -x slirp4netns)").expect(0);
        user.run("docker", "-H", "unix://" + user.runtimeDirectory().resolve("docker.sock"), "version").expect(0);

        var first = doctor(2).at("/findings/0");
        assertEquals(code, first.path("code").asText(), first::toString);
        assertTrue(first.path("what").asText().contains(what), first::toString);
        var status = user.rootlessctl("status", "-f", "rootless.toml").expect(0).out();
        assertTrue(status.contains("daemon.probe: " + address()), status);

        if (code.equals("egress-lost")) {
            ReadmeBlock.EGRESS_LOST.assertIn(user.rootlessctl("doctor").expect(2).out()
                    .replaceAll(Pattern.quote(address()) + ":\\d+", SHOWN));
        }
        var fix = first.path("asUser").path(0).asText();
        assertFalse(fix.isEmpty(), first::toString);
        user.run("sh", "-euc", fix + "; while pgrep -u $(id -u) -x rootlesskit >/dev/null; do sleep 0.2; done").expect(0);
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        assertHealthy();
    }

    @Test
    @DisplayName("O4: a restart after which the daemon answers and reaches nothing is put back")
    void unhealthyAfterARestart() throws IOException {
        // The loopback of the daemon's network is another one.
        write("loopback.toml", "127.0.0.1:" + service.getLocalPort(), 1400);
        var applied = user.rootlessctl("apply", "-f", "loopback.toml", "-o", "json").expect(4);
        assertTrue(applied.out().contains("127.0.0.1:" + service.getLocalPort()
                + " is not reached from the daemon's network"), applied.out());
        assertHealthy();
        var status = new ObjectMapper().readTree(user.rootlessctl("status", "-o", "json").expect(0).out());
        assertEquals(1500, status.at("/users/0/mtu").asInt(), status::toString);
    }

    @Test
    @DisplayName("O4: a place that the host does not reach either says nothing of the daemon")
    void placeIsDown() throws IOException {
        write("down.toml", "nobody.invalid:443", 1400);
        user.rootlessctl("apply", "-f", "down.toml").expect(0);
        var told = user.rootlessctl("doctor", "-f", "down.toml").expect(0).out();
        assertTrue(told.contains("nobody.invalid:443 is reached neither from the daemon's network nor from the host's"), told);
    }

    private void assertHealthy() {
        var told = user.rootlessctl("doctor", "-f", "rootless.toml").expect(0).out();
        assertTrue(told.contains("Healthy: nothing is wrong.") && !told.contains("reached"), told);
    }

    private JsonNode doctor(int exit) throws IOException {
        var told = user.rootlessctl("doctor", "-f", "rootless.toml", "-o", "json").expect(exit).out();
        PlanSchema.assertValid("doctor", told);
        return new ObjectMapper().readTree(told);
    }

    private void write(String file, String probe, int mtu) {
        var declared = ReadmeBlock.PROBE.text().replace(SHOWN, probe);
        assertTrue(declared.contains(probe), declared);
        user.write(user.home().resolve(file), "schema = 1\n" + declared + "\nready-timeout = \"20s\"\n[network]\ndriver = \"slirp4netns\"\nmtu = " + mtu + "\n");
    }

    /** 127.0.0.1 would be the daemon's own. */
    private static String address() {
        return new LinuxHost(Map.of()).addresses().primary().orElseThrow();
    }
}
