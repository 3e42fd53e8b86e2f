package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Commands: arguments as they are, nothing inherited, bounds kept")
class CommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void argumentsAreNotParsed() throws IOException {
        var odd = "a b 'c' \"d\" $HOME ;e* ${x}";
        assertEquals(odd + "|", run(LIMIT, "/usr/bin/printf", "%s|", odd).out());
        assertEquals("|", run(LIMIT, "/usr/bin/printf", "%s|", "").out());
    }

    @Test
    void environmentIsWhatIsGiven() throws IOException {
        assertEquals("ONLY=this\n", run(LIMIT, "/usr/bin/env").out());
    }

    @Test
    void noInputAndRootDirectory() throws IOException {
        assertEquals("", run(LIMIT, "/bin/cat").out());
        assertEquals("/\n", run(LIMIT, "/bin/pwd").out());
    }

    @Test
    void exitStatusIsAResult() throws IOException {
        var result = run(LIMIT, "/bin/ls", "/nonexistent");
        assertEquals(2, result.exit());
        assertTrue(result.complaint().contains("/nonexistent"), result::complaint);
    }

    @Test
    void complaintSaysWhatWentWrong() {
        var complaint = new Command.Result(1, "", """
                Job for docker.service failed because the control process exited with error code.
                See "systemctl --user status docker.service" and "journalctl --user -xeu docker.service" for details.
                """).complaint();
        assertEquals("Job for docker.service failed because the control process exited with error code.", complaint);
    }

    @Test
    void outputIsBounded() throws IOException {
        assertEquals(1 << 20, run(LIMIT, "/usr/bin/head", "-c", "3000000", "/dev/zero").out().length());
    }

    @Test
    void timeIsBounded() {
        assertTimeoutPreemptively(LIMIT, () -> {
            var problem =
                    assertThrows(IOException.class, () -> run(Duration.ofSeconds(1), "/bin/sleep", "100"));
            assertEquals("/bin/sleep: did not end within 1 s", problem.getMessage());
        });
    }

    @Test
    @DisplayName("what does not heed SIGTERM is killed")
    void timeIsBoundedForTheStubborn() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            var problem = assertThrows(IOException.class, () -> run(
                    Duration.ofSeconds(1), "/bin/sh", "-c", "trap '' TERM; while :; do /bin/sleep 100; done"));
            assertEquals("/bin/sh: did not end within 1 s", problem.getMessage());
        });
    }

    @Test
    void missingProgram() {
        var problem = assertThrows(IOException.class, () -> run(LIMIT, "/nonexistent"));
        assertTrue(problem.getMessage().startsWith("/nonexistent: cannot be started"), problem::getMessage);
    }

    private static Command.Result run(Duration limit, String... argv) throws IOException {
        return new Command(List.of(argv), Map.of("ONLY", "this"), limit).run();
    }
}
