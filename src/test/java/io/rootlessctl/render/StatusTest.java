package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.DaemonProcess;
import io.rootlessctl.model.Status;
import io.rootlessctl.model.Status.IdRange;
import io.rootlessctl.model.Status.Network;
import io.rootlessctl.model.Status.Software;
import io.rootlessctl.model.Status.State;
import io.rootlessctl.model.Status.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static Status running() {
        return new Status(
                "alice", State.RUNNING, Optional.of(1234L), Optional.of(NOW.minus(Duration.ofHours(76)).plusMillis(5)),
                new Software(Optional.of("20.10.24+dfsg1"), Optional.of("1.1.0")),
                Optional.of(Path.of("/run/user/1000/docker.sock")),
                Optional.of("export DOCKER_HOST=unix:///run/user/1000/docker.sock\nexport PATH=/home/alice/bin:\"$PATH\""),
                new Storage(Optional.of(Path.of("/home/alice/.local/share/docker")), Optional.of("overlay2")),
                new Network(Optional.of("slirp4netns"), Optional.of("builtin"), Optional.of(1400)),
                Optional.of("none"), List.of(new IdRange(0, 1000, 1), new IdRange(1, 100000, 65536)), Optional.of(2), Optional.of(1), List.of(),
                IntStream.range(0, 9).mapToObj(i -> "level=info msg=\"line " + i + "\u001b[2J\"").toList(),
                List.of(new DaemonProcess(1200, 1, "rootlesskit", new TreeMap<>(Map.of("net", 4026531840L))),
                        new DaemonProcess(1234, 1200, "dockerd\u001b[2J", new TreeMap<>())));
    }

    private static Status nothing(String user, State state, String... problems) {
        return new Status(
                user, state, Optional.empty(), Optional.empty(), Software.UNKNOWN, Optional.empty(), Optional.empty(),
                Storage.UNKNOWN, Network.UNKNOWN, Optional.empty(), List.of(), Optional.empty(),
                Optional.empty(), List.of(problems), List.of(), List.of());
    }

    @Test
    @DisplayName("O7: health, drift and last log lines of every user")
    void everyUser() {
        var users = List.of(running(), nothing("bob", State.STOPPED), nothing("carol", State.UNKNOWN,
                "/run/user/1002/docker.sock: permission denied"));
        Golden.assertMatches("status.txt", StatusText.render(users, NOW, Style.PLAIN, 0));
        Golden.assertMatches("status.json", StatusJson.render(users, List.of()));
        PlanSchema.assertValidStatus(StatusJson.render(users, List.of()));
        PlanSchema.assertValidStatus(StatusJson.render(List.of(), List.of()));
        assertEquals("", StatusText.render(List.of(), NOW, Style.PLAIN, 0));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void everyStateIsShownAndInTheSchema(State state) {
        var users = List.of(nothing("bob", state));
        PlanSchema.assertValidStatus(StatusJson.render(users, List.of()));
        assertEquals("bob: " + state + "\n", StatusText.render(users, NOW, Style.PLAIN, 0));
        assertTrue(StatusText.render(users, NOW, Style.COLOUR, 0).matches("(?s).*\u001b\\[3\\dm" + state + "\u001b.*"));
    }

    @ParameterizedTest
    @CsvSource({"PT-3S,0 s", "PT0S,0 s", "PT59S,59 s", "PT61S,1 min", "PT3599S,59 min", "PT1H,1 h 0 min", "P3DT4H,3 d 4 h"})
    void agesHaveTwoUnits(String age, String text) {
        var status = new Status(
                "a", State.RUNNING, Optional.empty(), Optional.of(NOW.minus(Duration.parse(age))), Software.UNKNOWN,
                Optional.empty(), Optional.empty(), Storage.UNKNOWN, Network.UNKNOWN, Optional.empty(),
                List.of(), Optional.empty(), Optional.of(0), List.of(), List.of(), List.of());
        assertTrue(StatusText.render(List.of(status), NOW, Style.PLAIN, 0).contains("(" + text + ")\n"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"state\" : \"running\" | \"state\" : \"up\"",
        "\"containers\" : 2       | \"containers\" : \"2\"",
        "\"drift\" : 1,          | ``",
        "\"mtu\" : 1400          | \"mtu\" : 1400, \"more\" : 1",
        "\"since\" : \"2026      | \"since\" : \"on 2026",
        "\"dockerHost\" : \"unix | \"dockerHost\" : \"tcp",
    })
    void theSchemaRefusesWhatIsNotPromised(String from, String to) {
        var json = StatusJson.render(List.of(running()), List.of());
        assertTrue(json.contains(from), json);
        assertEquals(List.of(), PlanSchema.statusProblems(json));
        assertEquals(1, PlanSchema.statusProblems(json.replace(from, to)).size());
    }
}
