package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WrappedTest {

    @Test
    void whatFitsStaysAsItIs() {
        for (var text : new String[] {"", "\n", "alice:\n  + daemon-json[alice]\n", "no end of line", "a  b\n\n  c\n"}) {
            assertEquals(text, Wrapped.to(40, text));
        }
    }

    @Test
    void aLongLineGoesOnBelowItsBeginning() {
        assertEquals("""
                  ! sub-ids[alice]  needs root, who has
                    to look through what is to be run
                """, Wrapped.to(40, "  ! sub-ids[alice]  needs root, who has to look through what is to be run\n"));
    }

    @Test
    void whatExplainSaysOfALabelGoesOnBelowTheValue() {
        assertEquals("""
                  about          sysctl: parameters of
                                 the kernel
                """, Wrapped.to(40, "  about          sysctl: parameters of the kernel\n"));
    }

    @Test
    void aWordLongerThanALineStandsAlone() {
        assertEquals("at\n  /home/alice/.local/state/rootlessctl/dockerd.log\n  it ends\n",
                Wrapped.to(30, "at /home/alice/.local/state/rootlessctl/dockerd.log it ends\n"));
    }

    @Test
    void coloursTakeNoRoom() {
        var line = "\u001b[31m!\u001b[0m \u001b[1mneeds\u001b[0m root, who looks and runs\n";
        assertEquals(line, Wrapped.to(32, line));
    }

    @Test
    void whatIsToBeCopiedStaysInOneLine() {
        var text = """
                sudo sh -eu <<'EOF'
                {
                usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice
                } </dev/null
                EOF
                     as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice
                  export DOCKER_HOST=unix:///run/user/1000/docker.sock of alice
                  | level=info msg="a line of the daemon's log that is longer"
                """;
        assertEquals(text, Wrapped.to(40, text));
        assertEquals("after the script a line that is\n  longer\n", Wrapped.to(32, "after the script a line that is longer\n"));
    }

    @Test
    void aTerminalThatSaysNothingOfItsWidthGetsLinesAsTheyAre() {
        var line = "x ".repeat(100) + "\n";
        assertEquals(line, Wrapped.to(0, line));
    }
}
