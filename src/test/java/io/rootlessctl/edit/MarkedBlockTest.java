package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("C1: the block in the shell's start-up file")
class MarkedBlockTest {
    private static final String BODY = "export DOCKER_HOST=unix:///run/user/1000/docker.sock\nexport PATH=~/bin:$PATH";

    private static final String BLOCK =
            """
            # >>> rootlessctl >>>
            # Managed by rootlessctl from rootless.toml; edits between these two lines are lost.
            export DOCKER_HOST=unix:///run/user/1000/docker.sock
            export PATH=~/bin:$PATH
            # <<< rootlessctl <<<
            """;

    private static final String BASHRC =
            """
            # ~/.bashrc: executed by bash(1) for non-login shells.

            # If not running interactively, don't do anything
            case $- in
                *i*) ;;
                  *) return;;
            esac
            """;

    @Test
    void goesAboveTheEarlyReturn() throws Exception {
        assertEquals(BLOCK + BASHRC, MarkedBlock.in(BASHRC).with(BODY));
        assertEquals("#!/bin/bash\n" + BLOCK + BASHRC, MarkedBlock.in("#!/bin/bash\n" + BASHRC).with(BODY + "\n"));
        assertEquals(BLOCK, MarkedBlock.in("").with(BODY));
    }

    @Test
    void isReplacedWhereItStands() throws Exception {
        var text = BASHRC + "alias x=y\n" + BLOCK + "\nlast line";
        assertEquals(Optional.of(BODY), MarkedBlock.in(text).body());
        assertEquals(text, MarkedBlock.in(text).with(BODY));
        assertEquals(text.replace(BODY, "export A=1"), MarkedBlock.in(text).with("export A=1\n"));
        assertEquals(BASHRC + "alias x=y\n\nlast line", MarkedBlock.in(text).without());
        assertEquals(Optional.empty(), MarkedBlock.in(BASHRC).body());
        assertEquals(Optional.of(""), MarkedBlock.in(MarkedBlock.in("").with("")).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x", "x\n", "#!/bin/sh", "#!/bin/sh\n", "#!/bin/sh\nx", "a\r\nb\r\n", "a\r\nb",
        "#!/bin/sh\r\n\r\n", BASHRC})
    @DisplayName("put in and taken out again it leaves the bytes as they were")
    void removalUndoesAddition(String text) throws Exception {
        var with = MarkedBlock.in(text).with(BODY);
        assertEquals(Optional.of(BODY), MarkedBlock.in(with).body());
        assertEquals(with, MarkedBlock.in(with).with(BODY));
        assertEquals(text, MarkedBlock.in(with).without());
        assertEquals(text, MarkedBlock.in(MarkedBlock.in(with).with("other")).without());
        assertEquals(text, MarkedBlock.in(text).without());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "^a\n# >>> rootlessctl >>>\n^ | 2 | no line '# <<< rootlessctl <<<'",
        "^# <<< rootlessctl <<<\n^ | 1 | no line '# >>> rootlessctl >>>'",
        "^# <<< rootlessctl <<<\n# >>> rootlessctl >>>\n^ | 1 | its start only later, in line 2",
        "^# >>> rootlessctl >>>\n# <<< rootlessctl <<<\n\n  # >>> rootlessctl >>> \n# <<< rootlessctl <<<\n^ | 4 | the same marker in line 1",
    })
    void refusesBrokenMarkers(String text, int line, String also) {
        assertEquals("line " + line + ": found a marker of rootlessctl's block, and " + also
                        + "; remove the marker lines that are left over",
                assertThrows(MalformedTextException.class, () -> MarkedBlock.in(text)).getMessage());
    }

    @Test
    void takesNoMarkerInABody() throws Exception {
        var block = MarkedBlock.in("");
        assertThrows(IllegalArgumentException.class, () -> block.with("a\n# <<< rootlessctl <<<"));
    }
}
