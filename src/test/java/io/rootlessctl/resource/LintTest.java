package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.cases.HostFolder;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.LintId;
import io.rootlessctl.model.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host on which everything is so that there is advice for, with a certificate that ends soon. */
class LintTest {
    private static final Path CERTIFICATE = Path.of("src/test/resources/cases/lint/set-by-hand/host");
    private static final String SETTINGS = """
            {
              "hosts": ["unix:///run/user/1000/docker.sock", "tcp://0.0.0.0:2375"],
              "seccomp-profile": "unconfined",
              "swarm-default-advertise-addr": "192.0.2.1",
              "default-network-opts": { "overlay": { "com.docker.network.driver.mtu": "1400" } },
              "live-restore": true,
              "tlscert": "/home/alice/tls/cert.pem"
            }
            """;

    private static FakeHost host() throws IOException {
        var host = HostFolder.load(CERTIFICATE).file("/home/alice/.config/docker/daemon.json", SETTINGS);
        host.writer().startByHand("alice", new TreeMap<>());
        host.writer().upgrade("alice");
        return host.network("10.0.2.0/25", "eth1").put("/run/user/1000", Type.DIRECTORY, "", 0711)
                .put("/run/user/1000/docker.sock", Type.SOCKET, "", 0666);
    }

    private static Set<LintId> told(String lint) throws IOException {
        return Scene.of(host(), "schema = 1\n[lint]\n" + lint + "\n[[users]]\nname = \"alice\"\n").plan().warnings().stream()
                .flatMap(warning -> warning.lint().stream()).collect(Collectors.toSet());
    }

    @Test
    @DisplayName("O9 C3: of the authority's certificate alone it is told, too, that it ends soon")
    void authorityEnds() throws IOException {
        var host = host().file("/home/alice/.config/docker/daemon.json", "{\"tlscacert\": \"/home/alice/tls/cert.pem\"}");
        assertEquals(List.of("/home/alice/tls/cert.pem: ends on 2026-01-20; replace it, and restart the daemon"),
                Scene.of(host, "schema = 1\n[[users]]\nname = \"alice\"\n").plan().warnings().stream()
                        .filter(warning -> warning.lint().filter(LintId.CERTIFICATE_EXPIRES::equals).isPresent())
                        .map(Warning::text).toList());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O9: each advice is told, and silenced alone by its name in the file")
    void silencedByItsName(LintId id) throws IOException {
        var all = EnumSet.allOf(LintId.class);
        assertEquals(all, told("strict = true"));
        all.remove(id);
        assertEquals(all, told("strict = true\nignore = [\"" + id + "\"]"));
    }
}
