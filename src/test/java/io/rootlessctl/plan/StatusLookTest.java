package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Status;
import io.rootlessctl.render.DriftText;
import io.rootlessctl.render.PlanSchema;
import io.rootlessctl.render.StatusJson;
import io.rootlessctl.render.StatusText;
import io.rootlessctl.render.Style;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatusLookTest {
    private static final String TOML = """
            schema = 1
            [daemon]
            start = "manual"
            [host.sysctl]
            "net.ipv4.ping_group_range" = "0 2147483647"
            """;

    private static Status status(Scene scene) throws IOException {
        return StatusLook.at(scene.declaration().users().getFirst(), Optional.of(scene.plan()), scene.host());
    }

    @Test
    @DisplayName("C3: the status has the address of an API over TCP, and the end of its certificate")
    void showsTheEndOfTheCertificate() throws IOException {
        var scene = Scene.of(FakeHost.debian().callAs("alice"),
                "schema = 1\n[expose.tcp]\nlisten = \"127.0.0.1:2376\"\ntls = \"generate\"\n");
        assertEquals(Optional.of(new Status.Tcp("127.0.0.1:2376", Optional.empty())), status(scene).network().tcp());
        scene.applied();
        var json = StatusJson.render(List.of(status(scene)), List.of());
        PlanSchema.assertValidStatus(json);
        assertTrue(json.contains("\"certificateUntil\" : \"2027-01-01T00:00:00Z\""), json);
        var text = StatusText.render(List.of(status(scene)), Instant.parse("2026-02-01T00:00:00Z"), Style.PLAIN, 0);
        assertTrue(text.contains("127.0.0.1:2376, certificate until 2027-01-01T00:00:00Z"), text);
    }

    @Test
    @DisplayName("The drift of a status is the drift that `drift` prints to the same user, the host's fields included")
    void driftIsCountedAsDriftCounts() throws IOException {
        var host = FakeHost.debian().callAs("alice").file("/etc/subuid", "").file("/etc/subgid", "");
        var scene = Scene.of(host, TOML);
        int fields = status(scene).drift().orElseThrow();
        var last = DriftText.render(scene.plan(), Style.PLAIN, 0).lines().reduce((_, next) -> next).orElseThrow();
        assertEquals("drift: " + fields + " fields at ", last.substring(0, last.indexOf("at ") + 3));
        assertTrue(scene.plan().blocked().stream().anyMatch(entry -> entry.change().scope().equals(Scope.HOST)));
    }
}
