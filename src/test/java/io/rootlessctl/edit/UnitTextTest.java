package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("N4: variables in override.conf, read as systemd reads them and set in place")
class UnitTextTest {
    private static final String MTU = "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU";

    private static final String DOCUMENTED =
            """
            [Service]
            Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta"
            Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=implicit"
            """;

    private static final String HAND_EDITED =
            """
            # network, see the wiki
            [Unit]
            After=network.target

            [Service]
            ; driver and port driver
            Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns 'DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500' \\
                DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=builtin
            LimitNOFILE=65536   # really

            [Install]
            WantedBy=default.target""";

    private static final String SETUP_TOOL =
            """
            [Unit]
            Description=Docker Application Container Engine (Rootless)

            [Service]
            Environment=PATH=/usr/bin:/sbin:/usr/sbin:/usr/local/bin:/bin
            ExecStart=/usr/bin/dockerd-rootless.sh
            ExecReload=/bin/kill -s HUP $MAINPID
            Type=notify

            [Install]
            WantedBy=default.target
            """;

    /** Expected values are what {@code systemd --user --test}, version 252, prints for these lines. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "X=--ipv6 -p 1:2 | {X=--ipv6}",
        "\"X=--ipv6 -p 1:2\" | {X=--ipv6 -p 1:2}",
        "\"A=a b\" B='c \"d\"' C=pre\"mid dle\"post | {A=a b, B=c \"d\", C=premid dlepost}",
        "D=\\x41\\u00e9\\tq | ^{D=Aé\tq}^",
        "\"E=50%%\" F=100% | {E=50%, F=100%}",
        "G='a\\'b' | {G=a'b}",
        "S=\\s | {S= }",
        "V=\"\" \"W=\" | {V=, W=}",
        "9Z=1 P-Q=2 =x Y A=1 | {A=1}",
        "R=\\xff A=\\xc3\\xa9 | {A=é}",
        "M=\\101\\U0001F600 | {M=A😀}",
        "A=1 A=2 | {A=2}",
        "\"\" A=b=c | {A=b=c}",
        "H=%h/x | {H=%h/x}",
    })
    void readsOneLine(String line, String environment) throws Exception {
        assertEquals(environment, UnitText.parse("[Service]\nEnvironment=" + line).environment().toString());
    }

    @Test
    void readsWholeFiles() throws Exception {
        assertEquals(Map.of("DOCKERD_ROOTLESS_ROOTLESSKIT_NET", "slirp4netns", MTU, "1500",
                "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER", "builtin"), UnitText.parse(HAND_EDITED).environment());
        assertEquals(Map.of("H", "1", "I", "2", "J", "a     b", "ZZ", "1"), UnitText.parse("""
                \uFEFF[Service]
                Environment=GONE=1
                Environment=
                Environment = H=1 \\
                # inside
                   I=2 \\
                  ; more
                  "J=a \\
                   b"
                junk line
                # not continued \\
                [Unit]
                Environment=ELSEWHERE=1
                [Service]\s
                Environment=ZZ=1
                """.replace("\n", "\r\n")).environment());
    }

    @Test
    void readsOtherKeysAndTheLastWins() throws Exception {
        var unit = UnitText.parse(SETUP_TOOL + "[Service]\nExecStart=\nExecStart = /bin/a \\\n  b\n");
        assertEquals(Optional.of("/bin/a    b"), unit.value("Service", "ExecStart"));
        assertEquals(Optional.of("notify"), unit.value("Service", "Type"));
        assertEquals(Optional.empty(), unit.value("Unit", "Type"));
    }

    @Test
    void changesAVariableWhereItIsSet() throws Exception {
        assertEquals(HAND_EDITED.replace("'DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500'", "\"" + MTU + "=65520\""),
                UnitText.parse(HAND_EDITED).withEnvironment(MTU, "65520").text());
        assertEquals(HAND_EDITED.replace("NET=slirp4netns", "NET=pasta"),
                UnitText.parse(HAND_EDITED).withEnvironment("DOCKERD_ROOTLESS_ROOTLESSKIT_NET", "pasta").text());
        assertEquals("[Service]\nEnvironment=A=1\nEnvironment=\"A=2 3\" B=1\n",
                UnitText.parse("[Service]\nEnvironment=A=1\nEnvironment=A=x B=1\n").withEnvironment("A", "2 3").text());
    }

    @Test
    @DisplayName("a value that lost its rest for want of quotes is replaced with that rest")
    void mendsAnAssignmentWithoutQuotes() throws Exception {
        var broken = "[Service]\nEnvironment=A=1 X=--ipv6 -p 1:2 B=2 --lone\n";
        assertEquals("[Service]\nEnvironment=A=1 \"X=--ipv6 -p 1:2\" B=2 --lone\n",
                UnitText.parse(broken).withEnvironment("X", "--ipv6 -p 1:2").text());
        assertEquals("[Service]\nEnvironment=A=1 X=y B=2 --lone\n",
                UnitText.parse(broken.replace("--ipv6 -p 1:2", "x")).withEnvironment("X", "y").text());
        assertEquals("[Service]\nEnvironment=\"X=y\" \\\n  -p\n",
                UnitText.parse("[Service]\nEnvironment='X=x' \\\n  -p\n").withEnvironment("X", "y").text());
    }

    @Test
    void addsAVariableAsTheLastLineOfTheSection() throws Exception {
        assertEquals(DOCUMENTED + "Environment=\"" + MTU + "=1500\"\n",
                UnitText.parse(DOCUMENTED).withEnvironment(MTU, "1500").text());
        assertEquals(HAND_EDITED.replace("# really\n", "# really\nEnvironment=\"X=a \\\"b\\\" \\\\ 5%%\"\n"),
                UnitText.parse(HAND_EDITED).withEnvironment("X", "a \"b\" \\ 5%").text());
        assertEquals("[Service]\nEnvironment=\"A=1\"\nEnvironment=\"B=2\"\n",
                UnitText.empty().withEnvironment("A", "1").withEnvironment("B", "2").text());
        assertEquals("[Unit]\nAfter=x\n\n[Service]\nEnvironment=\"A=1\"",
                UnitText.parse("[Unit]\nAfter=x").withEnvironment("A", "1").text());
    }

    @Test
    void takesBackAVariableThatAnEmptyLineHadUnset() throws Exception {
        var text = "[Service]\nEnvironment=A=1\nEnvironment=\n";
        assertEquals(text + "Environment=\"A=1\"\n", UnitText.parse(text).withEnvironment("A", "1").text());
        assertSame(Map.of(), Map.copyOf(UnitText.parse(text).environment()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "^Environment=A=1 X=2 B=3\n^ | ^Environment=A=1 B=3\n^",
        "^Environment=X=2 B=3\n^ | ^Environment=B=3\n^",
        "^Environment=A=1 \\\n   X=2\nType=simple\n^ | ^Environment=A=1\nType=simple\n^",
        "^Environment=A=1 \\\n   X=2 \\\n   B=3\n^ | ^Environment=A=1 \\\n   B=3\n^",
        "^Environment=X=2 \\\n# of B\n   B=3\n^ | ^Environment= \\\n# of B\n   B=3\n^",
        "^Environment=A=1\nEnvironment=X=2 -p 3\nEnvironment=X=3 B=1 X=4\n^ | ^Environment=A=1\nEnvironment=B=1\n^",
    })
    void removesEveryAssignmentOfAVariable(String before, String after) throws Exception {
        assertEquals("[Service]\n" + after, UnitText.parse("[Service]\n" + before).withoutEnvironment("X").text());
    }

    @Test
    void setsAndRemovesOtherKeys() throws Exception {
        var unit = UnitText.parse(SETUP_TOOL);
        assertEquals(SETUP_TOOL.replace("=notify", "=simple"), unit.with("Service", "Type", "simple").text());
        assertEquals(SETUP_TOOL.replace("Type=notify\n", ""), unit.without("Service", "Type").text());
        assertEquals(SETUP_TOOL.replace("notify\n", "notify\nKillMode=mixed\n"),
                unit.with("Service", "KillMode", "mixed").text());
        assertSame(unit, unit.with("Service", "Type", "notify"));
        assertEquals("[Service]\nType= simple\n",
                UnitText.parse("[Service]\nType= \n").with("Service", "Type", "simple").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# c\n", "[Service]\n", "[Unit]\n\n; c\n[Service]"})
    void isBlankWhenNothingIsSet(String text) throws Exception {
        assertTrue(UnitText.parse(text).blank());
        assertFalse(UnitText.parse(text).withEnvironment("A", "").blank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "^Environment=A=1\n[Service]\n^ | line 1: found 'Environment' before any section; systemd ignores it, move it below [Service]",
        "^[Service] # x\n^ | line 1: found '[Service] # x', expected a section such as [Service] and nothing after it",
        "^[Service]\nEnvironment=\"A=1 B=2\n^ | line 2: Environment: found a \" without the \" that ends it",
        "^[Service]\n\nEnvironment=A=\\q\n^ | line 3: Environment: found '\\q', which is no escape that systemd knows",
        "^[Service]\nEnvironment=A=\\x00\n^ | line 2: Environment: found '\\x', which is no escape that systemd knows",
        "^[Service]\nEnvironment=A=1 \\\n# end\n^ | line 2: found a backslash that continues past the end of the file",
        "^[Service]\nA=\0\n^ | line 2: found a NUL character inside the line",
        "^[Service]\n# a\rA=1\n^ | line 2: found a carriage return inside the line",
    })
    void refusesWhatSystemdWouldNotTake(String text, String message) {
        assertEquals(message, assertThrows(MalformedTextException.class, () -> UnitText.parse(text)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {" x", "x ", "x\ny", "x\\"})
    void takesOnlyOneLineAsAValue(String value) {
        assertThrows(IllegalArgumentException.class, () -> UnitText.empty().with("Service", "Type", value));
        assertThrows(IllegalArgumentException.class, () -> UnitText.empty().withEnvironment("A B", "1"));
    }

    @Test
    @DisplayName("a line put in and taken out again leaves the bytes as they were (5000 seeded files)")
    void removalUndoesAddition() throws Exception {
        for (long seed = 0; seed < 5000; seed++) {
            var random = new Random(seed);
            var text = seed == 0 ? "" : Samples.unit(random);
            var unit = UnitText.parse(text);
            assertEquals(text, unit.text());
            var value = Samples.value(random) + "\n\u0001";
            var added = unit.withEnvironment("NEW", value);
            var expected = new TreeMap<>(unit.environment());
            expected.put("NEW", value);
            assertEquals(expected, added.environment(), added::text);
            assertEquals(text, added.withoutEnvironment("NEW").text(), "seed " + seed);
            assertEquals(text, unit.with("Service", "New", "1").without("Service", "New").text(), "seed " + seed);
        }
    }

    @Test
    @DisplayName("an edit changes one variable and no other line (5000 seeded files)")
    void editsLeaveTheOtherLines() throws Exception {
        for (long seed = 0; seed < 5000; seed++) {
            var unit = UnitText.parse(Samples.unit(new Random(seed)));
            var value = Samples.value(new Random(seed));
            for (var name : unit.environment().keySet()) {
                var expected = new TreeMap<>(unit.environment());
                expected.put(name, value);
                var set = unit.withEnvironment(name, value);
                assertEquals(expected, set.environment(), "seed " + seed);
                expected.remove(name);
                var removed = unit.withoutEnvironment(name);
                assertEquals(expected, removed.environment(), "seed " + seed + unit.text() + "=>\n" + removed.text());
                for (var after : List.of(set.text(), removed.text())) {
                    assertEquals(foreign(unit.text()), foreign(after), "seed " + seed);
                }
            }
        }
    }

    /** The lines with no part in any Environment= assignment of the samples. */
    private static List<String> foreign(String text) {
        return text.lines().filter(line -> line.matches("(ExecStart|Description|  --debug|junk|# c).*")).toList();
    }

    @Test
    @DisplayName("T20 (konstruktoid#344): a value with blanks and without quotes is found, with the line as it was meant")
    void unquoted() throws MalformedTextException {
        var text = UnitText.parse("""
                [Service]
                Environment="A=1 2" B=3
                Environment=FLAGS=--ipv6 -p 1:2/tcp C=50%% \\
                  and "more"
                Environment=just words
                """);
        assertEquals(List.of(new UnquotedLine(3, 4, "Environment=\"FLAGS=--ipv6 -p 1:2/tcp\" \"C=50%% and more\"")),
                text.unquoted());
    }
}
