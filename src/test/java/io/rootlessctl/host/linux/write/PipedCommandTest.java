package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.linux.LinuxHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("A command with pipes: all goes through, and nothing of it is waited for without end")
class PipedCommandTest {
    private final LinuxHost host = new LinuxHost(Map.of());
    private final PipedCommand command = new PipedCommand(host, host.caller(), Duration.ofMillis(500));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static void soon(Executable work) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), work);
    }

    @Test
    void inputComesOut() {
        var text = "x".repeat(3 << 20);
        soon(() -> assertEquals(0, command.run(List.of("/usr/bin/env", "cat"), input(text), out).status()));
        assertEquals(text, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatItSaysLast() {
        soon(() -> {
            var ended = command.run(List.of("/bin/sh", "-c", "echo first >&2; echo last >&2; exit 3"), input(""), out);
            assertEquals(3, ended.status());
            assertEquals("last", ended.complaint());
        });
    }

    @Test
    @DisplayName("O4: a process that it leaves behind with its output is told, and writes into nothing any more")
    void leftBehind() {
        soon(() -> {
            var told = assertThrows(IOException.class, () -> command.run(
                    List.of("/bin/sh", "-c", "echo early; sleep 1; (sleep 3; echo late) & exit 0"), input(""), out)).getMessage();
            assertTrue(told.endsWith("has ended, and something that it has started holds its output open; end that first"), told);
        });
        assertEquals("early\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("O4: a process that it leaves behind with its input is told")
    void inputLeft() {
        // It ends only once the pipe is full: what is written after its end is dropped at once.
        soon(() -> {
            var told = assertThrows(IOException.class, () -> command.run(List.of("/bin/sh", "-c",
                    "exec 3<&0; sleep 30 <&3 >/dev/null 2>&1 & head -c 1 >/dev/null; sleep 1"), input("x".repeat(3 << 20)), out))
                    .getMessage();
            assertTrue(told.endsWith("has ended, and something that it has started holds its input open; end that first"), told);
        });
    }

    @Test
    @DisplayName("what an input tells at its end counts, though the command has read all and is content")
    void wrongAtTheEnd() {
        var wrong = new SequenceInputStream(input("x"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("another sum");
            }
        });
        soon(() -> assertEquals("another sum", assertThrows(IOException.class, () ->
                command.run(List.of("/usr/bin/env", "head", "-c", "1"), wrong, out)).getMessage()));
    }

    @Test
    void whoTakesNoMoreEndsIt() {
        var full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("full");
            }
        };
        soon(() -> assertEquals("full", assertThrows(IOException.class, () ->
                command.run(List.of("/usr/bin/env", "yes"), input(""), full)).getMessage()));
    }

    @Test
    void whoGivesNoMoreEndsIt() {
        var torn = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("torn");
            }
        };
        soon(() -> assertEquals("torn", assertThrows(IOException.class, () ->
                command.run(List.of("/bin/sleep", "60"), torn, out)).getMessage()));
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
