package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.RootlessKitInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Optional;
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
                json("engine/info"), json("engine/version"), List.of(json("engine/container-web")));
        assertEquals(
                new Engine(
                        "20.10.24+dfsg1", Path.of("/home/alice/.local/share/docker"), "overlay2", "none",
                        "json-file", true,
                        new TreeMap<>(Map.of(
                                "debug", "false", "log-driver", "\"json-file\"", "live-restore", "false",
                                "default-runtime", "\"runc\"", "storage-driver", "\"overlay2\"",
                                "data-root", "\"/home/alice/.local/share/docker\"", "labels", "[]")),
                        List.of(new Container("web", "bb", "unless-stopped"))),
                found);
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
    void engineWithoutField() throws IOException {
        var info = json("engine/info-malformed-field");
        var version = json("engine/version");
        var problem =
                assertThrows(MalformedAnswer.class, () -> EngineAnswers.engine(info, version, List.of()));
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
    void rootlessKitMalformed() throws IOException {
        var answer = json("rootlesskit/info-malformed");
        assertThrows(MalformedAnswer.class, () -> RootlessKitAnswers.info(answer));
    }

    private static JsonNode json(String name) throws IOException {
        return UnixHttp.parse(name, Observed.text(name + ".txt").getBytes(StandardCharsets.UTF_8));
    }
}
