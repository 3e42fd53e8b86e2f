package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainLineTest {
    /** What both are asked about one command. */
    private static final List<String> WORDS = List.of("", "-f x.toml", "--file x.toml", "-f -", "-f plan", "--user alice",
            "-f a=b --user c -o json", "-o text", "--debug --output json", "--user ü -f /a/b.toml --debug");

    static Stream<String> understood() {
        var own = Stream.of("plan --detailed-exitcode", "plan --remedies -f x", "plan -o json --detailed-exitcode --remedies",
                "drift --metrics -", "drift --journal", "drift --journal -f x --metrics m.prom", "drift --metrics m --journal");
        return Stream.concat(own, Stream.of("apply", "plan", "drift", "status")
                .flatMap(command -> WORDS.stream().map(words -> (command + " " + words).strip())));
    }

    @ParameterizedTest
    @MethodSource("understood")
    void meansWhatItMeansToPicocli(String line) {
        var own = PlainLine.command(null, line.split(" ")).orElseThrow();
        assertEquals(fields(picocli(line.split(" "))), fields(own));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan -h", "plan --help", "plan x", "plan -f", "plan -fx", "plan --file=x", "plan -f -x",
        "plan -f --user", "plan -f a -f b", "plan -f a --file b", "plan -o JSON", "plan -o yaml", "plan --debug --debug",
        "apply --remedies", "apply --confirm-within 5m", "drift --metrics", "drift --journal socket", "drift --journal --journal", "drift --journal=s",
        "plan --metrics -", "status --journal", "drift --user", "status --",
        "--debug plan", "import", "help plan", "--help", "@plan"})
    void leavesEveryOtherLineToPicocli(String line) {
        assertEquals(Optional.empty(), PlainLine.command(null, line.split(" ")));
    }

    @Test
    void leavesEmptyWordsToPicocli() {
        assertTrue(PlainLine.command(null).isEmpty());
        assertTrue(PlainLine.command(null, "").isEmpty());
        assertTrue(PlainLine.command(null, "plan", "").isEmpty());
        assertTrue(PlainLine.command(null, "plan", "-f", "").isEmpty());
    }

    private static Object picocli(String... arguments) {
        var line = new CommandLine(new RootCommand(), new Factory(null));
        Commands.addTo(line, arguments);
        return line.parseArgs(arguments).subcommand().commandSpec().userObject();
    }

    /** The values of a command's own fields and its options'. Those that are read before, or by picocli alone, say nothing. */
    private static Map<String, Object> fields(Object command) {
        var fields = new TreeMap<String, Object>();
        for (Field field : command.getClass().getDeclaredFields()) {
            if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())
                    && !List.of("invocation", "debug", "help").contains(field.getName())) {
                var value = value(field, command);
                fields.put(command.getClass().getSimpleName() + "." + field.getName(),
                        value instanceof Options options ? fields(options) : Optional.ofNullable(value));
            }
        }
        return fields;
    }

    private static Object value(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
