package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.host.FakeHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaCommandTest {

    @ParameterizedTest
    @EnumSource(SchemaCommand.Of.class)
    void everySchemaThatIsOfferedIsThere(SchemaCommand.Of of) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var host = FakeHost.debian();
        var invocation = new Invocation(
                Map.of(), Path.of("/"), InputStream.nullInputStream(), out, out, false, false, false, () -> Scenario.NOW,
                () -> host, _ -> host.writer(), Self.ALONE);
        assertEquals(0, new Cli(invocation, false).run("schema", of.name()));
        assertEquals("urn:rootlessctl:" + of + ".schema.json",
                new ObjectMapper().readTree(bytes.toByteArray()).path("$id").asText());
    }
}
