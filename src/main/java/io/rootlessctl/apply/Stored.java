package io.rootlessctl.apply;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Step;
import java.io.IOException;
import java.nio.file.Path;

/** How the values of the model stand in our own files, without a word about Jackson in the model. */
final class Stored {
    static final ObjectMapper JSON = new ObjectMapper()
            .registerModules(new Jdk8Module(), new JavaTimeModule(), names())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addMixIn(Step.class, NamedStep.class);

    static {
        JSON.registerSubtypes(Step.class.getPermittedSubclasses());
    }

    /** The steps' class names. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "step")
    private interface NamedStep {}

    private Stored() {}

    /** Paths as they are, absolute and of this host: a user's own file must not name a path in some archive. */
    private static SimpleModule names() {
        var module = new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance);
        module.addDeserializer(Path.class, new StdDeserializer<Path>(Path.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                var text = parser.getValueAsString("");
                if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
                    throw context.weirdStringException(text, Path.class, "expected an absolute path");
                }
                return Path.of(text);
            }
        });
        return module.addKeyDeserializer(Address.class, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return Address.parse(key);
            }
        });
    }
}
