package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoppageTest {
    /** What Docker's proxy asks RootlessKit for, when a container publishes a port. */
    private static final PortSpec DOCKERS = new PortSpec("tcp4", "127.0.0.1", 9090, "127.0.0.1", 9090);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080:80/tcp", "127.0.0.1:8080:10.0.2.100:80/tcp", "127.0.0.1:8080:127.0.0.1:80/tcp"})
    @DisplayName("O8: a declared port is forwarded again after a stop, wherever it leads; a container's is Docker's to ask for")
    void portsComeBack(String spec) throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest()
                + "\n[[users.ports.publish]]\nspec = \"" + spec + "\"\n");
        scene.applied();
        scene.host().writer().publishPort(DOCKERS, ALICE_ACCOUNT);
        assertEquals(Set.of(spec, DOCKERS.toString()), published(scene.host()));

        var stoppage = new Stoppage(scene.declaration().users().getFirst(), scene.host(), scene.host().writer());
        assertEquals(List.of(), stoppage.stop(_ -> { }).start());

        assertEquals(Set.of(spec), published(scene.host()));
    }

    private static Set<String> published(FakeHost host) {
        var running = host.daemon(ALICE_ACCOUNT).found().orElseThrow();
        var ports = new TreeSet<String>();
        host.publishedPorts(running.apiSocket().orElseThrow(), ALICE_ACCOUNT).found().orElseThrow()
                .forEach(port -> ports.add(port.spec().toString()));
        return ports;
    }
}
