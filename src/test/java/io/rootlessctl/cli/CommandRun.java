package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.FakeHost;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A command that is about no manifest, on a host that does not matter. */
final class CommandRun {
    private CommandRun() {}

    /** What it prints; it has to end with 0. */
    static String of(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var host = FakeHost.debian();
        var invocation = new Invocation(
                Map.of(), Path.of("/"), InputStream.nullInputStream(), out, out, false, false, false, () -> Scenario.NOW,
                () -> host, _ -> host.writer(), Self.ALONE);
        int status = new Cli(invocation, false).run(arguments);
        var text = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(0, status, text);
        return text;
    }
}
