package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumListTest {
    private static final String SUM = "0123456789abcdef".repeat(4);

    @Test
    void namesMayHaveBlanksAndLeadToOtherDirectories() throws MalformedTextException {
        var list = ChecksumList.parse(SUM + "  ./docker é.tgz\n\n" + SUM.toUpperCase(Locale.ROOT) + " */srv/docker.tgz\n");
        assertEquals(List.of("docker é.tgz", "/srv/docker.tgz"), List.copyOf(list.sums().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "docker\0.tgz", "docker\u001b[2J", "docker\u0085", "\u2028docker"})
    void aNameWithAControlCharacterIsNone(String name) {
        var problem = assertThrows(MalformedTextException.class, () -> ChecksumList.parse(SUM + "  " + name + "\n"));
        assertEquals("line 1: expected 64 hexadecimal digits, two blanks and a file's name without control characters",
                problem.getMessage());
    }
}
