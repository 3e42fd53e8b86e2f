package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.Rights;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("K2: rights go only to files that nobody but root can exchange")
class KernelToolsTest {
    private static final String BIND = "cap_net_bind_service=ep";

    private final LinuxHost host = new LinuxHost(Map.of());
    private final LinuxHostWriter writer = new LinuxHostWriter(host);
    private Path directory;
    private Path program;

    /** Not below /tmp, where everybody may write. */
    @BeforeEach
    void prepare() throws IOException {
        Rights.needRoot(host);
        directory = Files.createTempDirectory(Path.of("/var/lib"), "rootlessctl-test");
        program = Files.writeString(directory.resolve("program"), "x");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void clean() throws IOException {
        if (directory != null) {
            try (var all = Files.walk(directory)) {
                for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void givenSeenAndTakenAway() throws IOException {
        assertEquals(Observation.present(""), host.capabilities(program, host.caller()));
        writer.setCapabilities(program, BIND);
        assertEquals(Observation.present(BIND), host.capabilities(program, host.caller()));
        writer.setCapabilities(program, BIND.replace("=", ",cap_net_raw="));
        assertEquals(Observation.present("cap_net_bind_service,cap_net_raw=ep"),
                host.capabilities(program, host.caller()));
        writer.setCapabilities(program, "");
        assertEquals(Observation.present(""), host.capabilities(program, host.caller()));
    }

    @Test
    void refusedWhereOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(program, directory + ": user 0, mode 0777: others than root may change it");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(program, "unix:uid", 65534);
        refused(program, program + ": user 65534, mode 0755: others than root may change it");
    }

    @Test
    void refusedBehindALink() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), program);
        refused(link, link + ": found a link, expected a file");
        var way = Files.createSymbolicLink(directory.resolve("way"), directory);
        refused(way.resolve("program"), way + ": found a link, expected a directory");
        refused(directory.resolve("none/../program"), directory + "/none/../program: found \"..\" in the path");
    }

    private void refused(Path file, String why) {
        var problem = assertThrows(IOException.class, () -> writer.setCapabilities(file, BIND));
        assertTrue(problem.getMessage().contains(why), problem::getMessage);
        assertEquals(Observation.present(""), host.capabilities(program, host.caller()));
    }

    @Test
    @DisplayName("P8: a module that is not there is an error that names it")
    void noSuchModule() {
        var problem = assertThrows(IOException.class, () -> writer.loadModule("no_such_module"));
        assertTrue(problem.getMessage().startsWith("kernel module no_such_module: "), problem::getMessage);
    }
}
