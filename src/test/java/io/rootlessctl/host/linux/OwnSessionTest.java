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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("O4: what a second Ctrl-C reaches before it has a session of its own is started once more")
class OwnSessionTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private UserCommands commands;

    /** Of which the first two are ended before they come to what they are to run. */
    @BeforeEach
    void setsidReachedBySignals() throws IOException {
        var setsid = Files.writeString(directory.resolve("setsid"), """
                #!/bin/sh
                for signal in HUP INT; do
                    mkdir %1$s/$signal 2>/dev/null && kill -s $signal $$
                done
                exec /usr/bin/setsid "$@"
                """.formatted(directory));
        Files.setPosixFilePermissions(setsid, PosixFilePermissions.fromString("rwxr-xr-x"));
        var me = new LinuxHost(Map.of()).caller();
        commands = new UserCommands(me, Map.of("PATH", directory + ":/usr/bin:/bin"));
    }

    @Test
    void commands() throws IOException {
        var result = commands.run(Map.of(), LIMIT, List.of("sh", "-c", "echo once >>" + directory + "/ran; exit 7"));

        assertEquals(7, result.exit());
        assertEquals("once\n", Files.readString(directory.resolve("ran")));
        assertReached();
    }

    /** Each signal has ended one. */
    private void assertReached() {
        assertTrue(Files.isDirectory(directory.resolve("HUP")) && Files.isDirectory(directory.resolve("INT")));
    }

    @Test
    void whatLivesOn() throws IOException, InterruptedException {
        var me = new LinuxHost(Map.of()).caller();
        var start = commands.apart(me, Map.of(), List.of("/bin/sleep", "60"));
        var process = OwnSession.start(new ProcessBuilder(start.argv()));
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            assertEquals(process.pid(), ProcStat.parse(stat).orElseThrow().session());
            assertReached();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("a real SIGINT to all of the process group, again and again, ends none of a hundred programs")
    void pressedAllTheTime() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var said = new Command(List.of("/bin/sh", "-c", """
                setsid env --default-signal=INT "$@" >"$0" 2>&1 &
                until [ -s "$0" ]; do sleep 0.01; done
                while kill -s INT -- -$! 2>/dev/null; do sleep 0.1; done
                cat "$0"
                """, directory.resolve("said").toString(), java.toString(), "-cp", System.getProperty("java.class.path"),
                PressedProgram.class.getName(), "50"), Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(120)).run();

        assertEquals("50 right", said.out().strip().lines().reduce("", (_, last) -> last), said.out() + said.err());
    }

    @Test
    @DisplayName("what was ended after more than a moment may have done something: it is not run again")
    void endedLater() throws IOException {
        var ran = directory.resolve("ran");
        assertEquals(143, commands.run(Map.of(), LIMIT, List.of("sh", "-c", "echo >>" + ran + "; sleep 0.5; exit 143")).exit());
        assertEquals(1, Files.readAllLines(ran).size());
    }

    @Test
    void endsAtOnce() throws IOException, InterruptedException {
        var failing = OwnSession.start(new ProcessBuilder("/usr/bin/setsid", "/bin/sh", "-c", "exit 3"));
        assertTrue(failing.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(3, failing.exitValue());
    }
}
