package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Published;
import io.rootlessctl.host.Engine.Use;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.model.PortSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("X1: captured answers of the Engine's and RootlessKit's APIs")
class AnswersTest {
    @Test
    void engine() throws IOException {
        var found = EngineAnswers.engine(
                json("engine/info"), List.of(EngineAnswers.container(json("engine/container-web"))));
        assertEquals(
                new Engine(
                        "20.10.24+dfsg1", Path.of("/home/alice/.local/share/docker"), "overlay2", "none",
                        "json-file", true, false,
                        new TreeMap<>(Map.of(
                                "debug", "false", "log-driver", "\"json-file\"", "live-restore", "false",
                                "default-runtime", "\"runc\"", "storage-driver", "\"overlay2\"",
                                "data-root", "\"/home/alice/.local/share/docker\"", "labels", "[]")),
                        List.of(new Container("web", "bb", "unless-stopped", List.of(), Set.of(Use.HOST_NETWORK)))),
                found);
    }

    @ParameterizedTest
    @CsvSource({"active, true", "inactive, false", "pending, false"})
    @DisplayName("S2 O9: /info tells whether the daemon is in swarm mode")
    void swarm(String state, boolean active) throws IOException {
        var info = (ObjectNode) json("engine/info");
        info.putObject("Swarm").put("LocalNodeState", state);
        assertEquals(active, EngineAnswers.engine(info, List.of()).swarm());
    }

    @Test
    @DisplayName("T20 (moby#52933): the ports of the host that lead to a container, each once")
    void publishedOfAContainer() throws IOException {
        var inspected = UnixHttp.parse("/containers/a/json", bytes("""
                {"Name":"/web","NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},
                {"HostIp":"::","HostPort":"8080"}],"53/udp":[{"HostIp":"","HostPort":"5353"}],"443/tcp":null,
                "7/sctp":[{"HostPort":"7"}],"9/tcp":[{"HostPort":"0"}]}}}"""));
        assertEquals(List.of(new Published("tcp", 8080), new Published("udp", 5353)),
                EngineAnswers.container(inspected).published());
    }

    @Test
    void runningContainers() throws IOException {
        assertEquals(2, EngineAnswers.ids(json("engine/containers")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\":\"x\"}", "null", "[{\"Id\":\"ab\\r\\nHost: x\"}]", "[1]"})
    void containersMalformed(String answer) throws IOException {
        var list = UnixHttp.parse("/containers/json", answer.getBytes(StandardCharsets.UTF_8));
        assertThrows(MalformedAnswer.class, () -> EngineAnswers.ids(list));
    }

    @Test
    @DisplayName("I6: more containers than anybody has, or a million tiny values, are malformed and no burden")
    void tooMuch() throws IOException {
        var many = IntStream.rangeClosed(0, EngineAnswers.MOST_CONTAINERS)
                .mapToObj(number -> "{\"Id\":\"" + Integer.toHexString(number) + "\"}").collect(Collectors.joining(","));
        var list = UnixHttp.parse("/containers/json", bytes("[" + many + "]"));
        var problem = assertThrows(MalformedAnswer.class, () -> EngineAnswers.ids(list));
        assertTrue(problem.getMessage().contains("found 1001 containers, at most 1000"), problem::getMessage);
        for (var answer : List.of("[" + "{},".repeat(1_390_000) + "{}]", "[".repeat(2000), "1".repeat(100_000))) {
            assertThrows(MalformedAnswer.class, () -> UnixHttp.parse("/info", bytes(answer)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x\\ud800", "/x\\u0000y"})
    @DisplayName("I6: text that is no path is malformed")
    void noPaths(String path) throws IOException {
        var info = UnixHttp.parse("/info", bytes("{\"ServerVersion\":\"26.1\",\"DockerRootDir\":\"" + path + "\",\"Driver\":\"overlay2\"}"));
        assertThrows(MalformedAnswer.class, () -> EngineAnswers.engine(info, List.of()));
        var kit = UnixHttp.parse("/v1/info", bytes("{\"childPID\":1,\"apiVersion\":\"1\",\"version\":\"1\","
                + "\"stateDir\":\"" + path + "\"}"));
        assertThrows(MalformedAnswer.class, () -> RootlessKitAnswers.info(kit));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void engineWithoutField() throws IOException {
        var info = json("engine/info-malformed-field");
        var problem =
                assertThrows(MalformedAnswer.class, () -> EngineAnswers.engine(info, List.of()));
        assertEquals("/info: DockerRootDir: found nothing, expected text", problem.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"engine/info-malformed-cut, /info: byte", "version/empty, /info: found an empty answer"})
    void notJson(String file, String start) {
        var bytes = Observed.text(file + ".txt").getBytes(StandardCharsets.UTF_8);
        var problem = assertThrows(MalformedAnswer.class, () -> UnixHttp.parse("/info", bytes));
        assertTrue(problem.getMessage().startsWith(start), problem::getMessage);
    }

    @Test
    void rootlessKit() throws IOException {
        assertEquals(
                new RootlessKitInfo(
                        "1.1.1", "1.1.0", Path.of("/tmp/rootlesskit2450649208"), 11802, Optional.of("slirp4netns"),
                        Optional.of("builtin")),
                RootlessKitAnswers.info(json("rootlesskit/info")));
        assertEquals(
                Optional.empty(), RootlessKitAnswers.info(json("rootlesskit/info-no-drivers")).networkDriver());
    }

    @Test
    @DisplayName("C5: what RootlessKit forwards; none is null; text that is no address is malformed")
    void publishedPorts() throws IOException {
        assertEquals(
                List.of(
                        new PublishedPort(1, PortSpec.parse("127.0.0.1:8080:80/tcp")),
                        new PublishedPort(5, PortSpec.parse("[::1]:8084:[::2]:80/udp")),
                        new PublishedPort(6, new PortSpec("tcp4", "", 8086, "127.0.0.1", 80))),
                RootlessKitAnswers.ports(json("rootlesskit/ports")));
        assertEquals(List.of(), RootlessKitAnswers.ports(UnixHttp.parse("/v1/ports", bytes("null"))));
        for (var wrong : List.of("{}", "[{\"id\":1}]", "[{\"id\":1,\"spec\":{\"proto\":\"tcp\",\"parentIP\":\"here\"}}]")) {
            var answer = UnixHttp.parse("/v1/ports", bytes(wrong));
            assertThrows(MalformedAnswer.class, () -> RootlessKitAnswers.ports(answer));
        }
    }

    @Test
    void rootlessKitMalformed() throws IOException {
        var answer = json("rootlesskit/info-malformed");
        assertThrows(MalformedAnswer.class, () -> RootlessKitAnswers.info(answer));
    }

    private static JsonNode json(String name) throws IOException {
        return UnixHttp.parse(name, Observed.text(name + ".txt").getBytes(StandardCharsets.UTF_8));
    }
}
