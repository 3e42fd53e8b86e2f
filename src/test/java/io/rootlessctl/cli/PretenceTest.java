package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PretenceTest {
    private static final Path SOURCE = Path.of("src/main/java/io/rootlessctl/cli/Pretence.java");
    private static final Pattern LABELS = Pattern.compile("case ((?:\"\\w+\"(?:, )?)+) ->");

    /** A method that has been given another name would be asked of the real host, and nobody would notice. */
    @Test
    void answersToMethodsThatThereAre() throws IOException {
        var methods = Stream.of(HostView.class, HostWriter.class).flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName).collect(Collectors.toSet());
        var labels = LABELS.matcher(Files.readString(SOURCE)).results()
                .flatMap(found -> Stream.of(found.group(1).replace("\"", "").split(", "))).toList();
        assertTrue(labels.size() > 20, labels::toString);
        assertEquals(List.of(), labels.stream().filter(label -> !methods.contains(label)).toList());
    }
}
