package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Status;
import io.rootlessctl.render.DriftText;
import io.rootlessctl.render.Style;
import java.io.IOException;
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
    @DisplayName("The drift of a status is the drift that `drift` prints to the same user, the host's fields included")
    void driftIsCountedAsDriftCounts() throws IOException {
        var host = FakeHost.debian().callAs("alice").file("/etc/subuid", "").file("/etc/subgid", "");
        var scene = Scene.of(host, TOML);
        int fields = status(scene).drift().orElseThrow();
        var last = DriftText.render(scene.plan(), Style.PLAIN).lines().reduce((_, next) -> next).orElseThrow();
        assertEquals("drift: " + fields + " fields at ", last.substring(0, last.indexOf("at ") + 3));
        assertTrue(scene.plan().blocked().stream().anyMatch(entry -> entry.change().scope().equals(Scope.HOST)));
    }
}
