package io.rootlessctl.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootlessScriptTest {
    @ParameterizedTest
    @CsvSource({
        "dockerd-rootless.sh, true", "/usr/share/docker.io/contrib/dockerd-rootless.sh, true", "/usr/bin/dockerd-rootless, true",
        "--state-dir=/run/user/1000/dockerd-rootless, false", "containerd-rootless.sh, false", "dockerd, false"})
    @DisplayName("N4: Docker's script by any of its names, and no option of RootlessKit's that ends like it")
    void isTheScript(String argument, boolean expected) {
        assertEquals(expected, RootlessScript.is(argument));
    }
}
