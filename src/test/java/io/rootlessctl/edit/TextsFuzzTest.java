package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that people edit, too: what is taken can be edited, and taken again. */
class TextsFuzzTest {
    private interface Text {
        void read(String text) throws MalformedTextException;
    }

    /** @param seed a text to begin with */
    private record Input(String seed, Text reader) {}

    private static final Map<String, Input> INPUTS = Map.of(
            "daemon-json", new Input("{\n  \"log-driver\": \"local\",\n  \"log-opts\": {\"max-size\": \"10m\", \"n\": [1, -2.5e3, null, true]}\n}\n",
                    text -> {
                        var edited = JsonText.parse(text).with("debug", "true");
                        assertEquals("true", JsonText.parse(edited.text()).members().get("debug"));
                        edited.without("log-driver").text();
                    }),
            "override-conf", new Input("[Unit]\n# a comment\n[Service]\nEnvironment=\"A=b c\" D=\\x41\\\n  E='f' \nEnvironment=\n"
                    + "Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=\"-p 0.0.0.0:80:80/tcp --cidr=10.1.0.0/24\"\n", text -> {
                        var edited = UnitText.parse(text).withEnvironment("MTU", "1 5\"0");
                        assertEquals("1 5\"0", UnitText.parse(edited.text()).environment().get("MTU"));
                        UnitText.parse(edited.withoutEnvironment("A").text()).value("Service", "ExecStart");
                    }),
            "rootless-env", new Input("# own\nPATH=/a:/b\nexport A='b c'\nB=\"x\\\"y\"\n",
                    text -> {
                        var file = EnvironmentFile.parse(text);
                        assertEquals(file.text(), EnvironmentFile.parse(file.text()).text());
                    }),
            "marked-block", new Input("export A=b\n# >>> rootlessctl >>>\nexport DOCKER_HOST=x\n# <<< rootlessctl <<<\n",
                    text -> MarkedBlock.in(text)),
            "sha256sums", new Input("ab".repeat(32) + "  docker-29.7.0.tgz\n" + "0C".repeat(32) + " *./x y\n",
                    text -> assertEquals(ChecksumList.parse(text), ChecksumList.parse(ChecksumList.parse(text).text()))),
            "option-words", new Input("--cidr=10.0.2.0/24 --ipv6 -p 1:2:3:4/tcp 'a b' \"c\\\"d\"", text ->
                    new OptionWords(text).without(new OptionWords.Option("cidr", true)).text()));

    static Stream<String> names() {
        return INPUTS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    @DisplayName("O4: a damaged file is refused with its place, or edited without losing what is in it")
    void read(String name) {
        var input = INPUTS.get(name);
        assertTrue(Fuzz.of(name).text(input.seed()).run(List.of(MalformedTextException.class),
                bytes -> input.reader().read(new String(bytes, StandardCharsets.UTF_8))) >= 100);
    }

    @ParameterizedTest
    @MethodSource("pem")
    @DisplayName("E1: damaged certificates and keys are refused")
    void pem(String kind) {
        assertTrue(Fuzz.of("pem").observed("pem").run(List.of(MalformedTextException.class), bytes -> {
            var text = new String(bytes, StandardCharsets.UTF_8);
            if (kind.equals("key")) {
                Pem.key(text);
            } else {
                Pem.certificates(text);
            }
        }) >= 100);
    }

    static Stream<String> pem() {
        return Stream.of("key", "certificate");
    }
}
