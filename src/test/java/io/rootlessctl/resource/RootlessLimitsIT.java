package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A daemon that is used as one of root's would be: the doctor tells what is otherwise, and that nothing is wrong. */
class RootlessLimitsIT {

    @Test
    @DisplayName("T12 T15-T18: what is otherwise without root is told of real containers, and is so")
    void toldOfContainers() throws IOException {
        try (var user = RootlessUser.create()) {
            // With a driver that is named Docker 20.10 takes packets of 1500 bytes.
            user.write(user.home().resolve("rootless.toml"), "schema = 1\nnetwork.driver = \"slirp4netns\"\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            var port = freePort();
            run(user, "agent", "--net=host", "bb", "nc", "-l", "-p", "1234");
            run(user, "db", "--expose", "5432", "bb", "sleep", "600");
            run(user, "web", "-p", "127.0.0.1:" + port + ":80", "bb", "sleep", "600");
            run(user, "proxy", "--add-host", "host.docker.internal:host-gateway", "bb", "sleep", "600");
            user.write(user.home().resolve(".config/docker/daemon.json"), "{\"ipv6\": true}");

            var told = advice(user);
            told.keySet().retainAll(Set.of("network-slow", "source-ip-lost", "container-unreachable", "host-network-ports",
                    "host-unreachable", "no-ipv6", "limits-ignored"));
            assertEquals(7, told.size(), told::toString);
            assertTrue(told.get("network-slow").contains("slirp4netns with packets of 1500 bytes"), told::toString);
            assertTrue(told.get("source-ip-lost").startsWith("web: "), told::toString);
            assertTrue(told.get("container-unreachable").startsWith("db: "), told::toString);
            assertTrue(told.get("host-network-ports").startsWith("agent: "), told::toString);
            assertTrue(told.get("host-unreachable").startsWith("proxy: "), told::toString);
            areSo(user);
        }
    }

    private static void run(RootlessUser user, String name, String... words) {
        var command = new String[words.length + 4];
        System.arraycopy(new String[] {"run", "-d", "--name", name}, 0, command, 0, 4);
        System.arraycopy(words, 0, command, 4, words.length);
        user.docker(command).expect(0);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What each says, by its code, or by the cause behind an address. */
    private static Map<String, String> advice(RootlessUser user) throws IOException {
        var document = new ObjectMapper().readTree(user.rootlessctl("doctor", "-f", "rootless.toml", "-o", "json").expect(0).out());
        var told = new TreeMap<String, String>();
        StreamSupport.stream(document.path("findings").spliterator(), false).forEach(finding -> {
            assertEquals("advice", finding.path("severity").asText(), finding::toString);
            told.put(finding.path("cause").asText(finding.path("code").asText()).replace("null", finding.path("code").asText()),
                    finding.path("what").asText());
        });
        return told;
    }

    /** The address of a container, and the port of one on the "host's" network, lead nowhere from the host. */
    private static void areSo(RootlessUser user) {
        var address = user.docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "db").expect(0).out().strip();
        assertNotEquals("", address);
        assertNotEquals(0, Commands.run("busybox", "timeout", "2", "ping", "-c", "1", address).exit());
        assertEquals(0, user.rootlessctl("exec", "--", "busybox", "ping", "-c", "1", address).exit());
        assertEquals("", Commands.run("ss", "-Hltn", "sport = :1234").expect(0).out());
        assertTrue(user.rootlessctl("exec", "--", "ss", "-Hltn", "sport = :1234").expect(0).out().contains("1234"));
    }
}
