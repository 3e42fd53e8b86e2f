package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaCommandTest {

    @ParameterizedTest
    @EnumSource(SchemaCommand.Of.class)
    void everySchemaThatIsOfferedIsThere(SchemaCommand.Of of) throws IOException {
        assertEquals("urn:rootlessctl:" + of + ".schema.json",
                new ObjectMapper().readTree(CommandRun.of("schema", of.name())).path("$id").asText());
    }
}
