package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of Docker 26 and of RootlessKit. */
class LogLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "time=\"2026-11-22T22:10:27.449745562Z\" level=warning msg=\"WARNING: No io.max (rbps) support\" "
                + "| 0 | 2026-11-22T22:10:27Z warning: WARNING: No io.max (rbps) support",
        "time=\"2026-11-22T22:10:27.449Z\" level=info msg=serving... address=/run/x.sock | 0 | 2026-11-22T22:10:27Z info: serving... address=/run/x.sock",
        "time=\"2026-11-22T22:10:27.449Z\" level=info msg=\"loading plugin \\\"io.x\\\"...\" type=io.x | 0 "
                + "| 2026-11-22T22:10:27Z info: loading plugin \"io.x\"... type=io.x",
        "time=\"2026-11-22T22:10:27.449Z\" level=info msg=\"loading plugin and others\" type=io.x | 44 | 2026-11-22T22:10:27Z info: loading plug…",
        "Started docker.service - Docker Application Container Engine (Rootless). | 44 | Started docker.service …gine (Rootless).",
        "time=\"soon\" level=info | 0 | time=\"soon\" level=info"})
    @DisplayName("O7: a line of the log is shown by what it says, and fits the terminal")
    void isBrief(String line, int columns, String shown) {
        assertEquals(shown, LogLine.brief(line, columns));
    }
}
