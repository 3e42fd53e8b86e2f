package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4: another user's program gets no descriptor of root's terminal")
class TerminalStreamsTest {
    private static final TerminalStreams ALL = new TerminalStreams(true, true, true);

    @Test
    void onlyWhatIsNoTerminalIsInherited() {
        var builder = new ProcessBuilder("true");
        new TerminalStreams(false, false, true).redirect(builder);
        assertEquals(Redirect.INHERIT, builder.redirectInput());
        assertEquals(Redirect.INHERIT, builder.redirectOutput());
        assertEquals(Redirect.PIPE, builder.redirectError());
    }

    @Test
    void allIsCopiedAndTheStatusIsTheProgramsOwn() throws Exception {
        assertEquals("typed\n|no\n|3", run("cat; echo no >&2; exit 3"));
    }

    @Test
    void aProcessThatStaysBehindKeepsNobodyWaiting() throws Exception {
        long before = System.nanoTime();
        assertEquals("done\n||0", run("sleep 20 & echo done"));
        assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 15);
    }

    private static String run(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-c", script);
        ALL.redirect(builder);
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        int status = ALL.copy(builder.start(), new ByteArrayInputStream("typed\n".getBytes()), out, error).await();
        return out + "|" + error + "|" + status;
    }
}
