package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A class that is first needed in a user's thread is read from disk with that user's credentials. So root may have
 * this program where users cannot read it, only if all of them are there before.
 */
@DisplayName("I4: works for a user who cannot read the program's own files")
class RootOnlyInstallationTest {
    @TempDir
    Path closed;

    @Test
    void everythingAsAUser() throws IOException {
        var host = new LinuxHost(Map.of());
        Rights.needRoot(host);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        var home = Rights.home(Rights.nobody(host));
        try {
            var result = new Command(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                            "-Djnr.ffi.asm.enabled=false", "-Djava.io.tmpdir=" + closed, "-cp", ClassPath.copiedTo(closed),
                            CredentialProbe.class.getName(), home.toString()),
                    Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(60)).run();
            assertEquals(0, result.exit(), result.err());
            assertTrue(result.out().endsWith("late class: not readable\ndone\n"), result.out());
            assertTrue(result.out().contains("f: no such file or directory"), result.out());
        } finally {
            Rights.remove(home);
        }
    }
}
