package io.rootlessctl.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootlessScriptTest {
    @Test
    void rootlessKitIsTheOneThatTheScriptWouldStart() {
        var docker = new Program(Path.of("/usr/bin/docker-rootlesskit"), false);
        var own = new Program(Path.of("/usr/bin/rootlesskit"), false);
        assertEquals(Optional.of(docker), RootlessScript.rootlessKit(name ->
                Observation.present(name.equals("rootlesskit") ? own : docker)));
        assertEquals(Optional.of(own), RootlessScript.rootlessKit(name ->
                name.equals("rootlesskit") ? Observation.present(own) : Observation.absent()));
        assertEquals(Optional.empty(), RootlessScript.rootlessKit(_ -> Observation.absent()));
    }

    @ParameterizedTest
    @CsvSource({
        "dockerd-rootless.sh, true", "/usr/share/docker.io/contrib/dockerd-rootless.sh, true", "/usr/bin/dockerd-rootless, true",
        "--state-dir=/run/user/1000/dockerd-rootless, false", "containerd-rootless.sh, false", "dockerd, false"})
    @DisplayName("N4: Docker's script by any of its names, and no option of RootlessKit's that ends like it")
    void isTheScript(String argument, boolean expected) {
        assertEquals(expected, RootlessScript.is(argument));
    }
}
