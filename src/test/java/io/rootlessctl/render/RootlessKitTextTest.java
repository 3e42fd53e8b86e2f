package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a socket's owner makes up. What the real RootlessKit answers is in RootlessKitCommandsIT. */
class RootlessKitTextTest {
    @Test
    @DisplayName("C5 I9: what a terminal would obey is shown and not sent")
    void showsEscapes() throws IOException {
        var spec = "{\"proto\":\"\\u001b[2J\",\"parentIP\":\"\\u202e1\",\"childIP\":\"a\\nb\"}";
        assertEquals("""
                ID    PROTO      PARENTIP    PARENTPORT    CHILDIP    CHILDPORT   \s
                1     \\x1b[2J    \\u202e1     0             a\\nb       0           \s
                """, RootlessKitText.table(json("[{\"id\":1,\"spec\":" + spec + "}]")));
        var about = RootlessKitText.about(json("{\"version\":\"\\u001b]0;x\\u0007\",\"portDriver\":{\"protos\":[\"\\u009b1m\"]}}"));
        assertTrue(about.chars().noneMatch(character -> character != '\n' && Character.isISOControl(character)), about);
    }

    @Test
    @DisplayName("C5 I9: ten thousand ports are a table within seconds")
    void manyPorts() throws IOException {
        var ports = JsonNodeFactory.instance.arrayNode();
        var port = json("{\"id\":1,\"spec\":{\"proto\":\"tcp\",\"parentPort\":80}}");
        for (int i = 0; i < 10_000; i++) {
            ports.add(port);
        }
        assertEquals(10_001, assertTimeout(Duration.ofSeconds(10), () -> RootlessKitText.table(ports)).lines().count());
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
