package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramSourcesTest {
    private static final String SUM = "0123456789abcdef".repeat(4);
    private static final String SUMS = "/srv/docker/SHA256SUMS";

    @ParameterizedTest
    @DisplayName("a list of archives whose names are none blocks the user whose it is, with the list's name")
    @ValueSource(strings = {"..", ".", "../docker.tgz", "/docker.tgz", "docker\0.tgz"})
    void names(String name) {
        var host = FakeHost.debian().file(SUMS, SUM + "  " + name + "\n");
        var plan = Scene.of(host, """
                schema = 1
                [[users]]
                name = "alice"
                install.from = ["/srv/docker"]
                """).plan();
        assertTrue(plan.blocked().stream().anyMatch(blocked -> blocked.change().address().toString().equals("programs[alice]")
                && blocked.why().startsWith(SUMS)), plan::toString);
    }
}
