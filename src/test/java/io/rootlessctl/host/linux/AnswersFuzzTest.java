package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.fuzz.Fuzz;
import io.rootlessctl.model.PackageSystem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the kernel, tools, daemons and archives say. */
class AnswersFuzzTest {
    private interface Text {
        void read(String text) throws Exception;
    }

    /** @param typed what it may throw */
    private record Input(Fuzz from, List<Class<? extends Exception>> typed, Fuzz.Reader reader) {}

    private static Input text(Fuzz from, Text reader) {
        return new Input(from, List.of(), bytes -> reader.read(new String(bytes, StandardCharsets.UTF_8)));
    }

    private interface Answer {
        void read(com.fasterxml.jackson.databind.JsonNode json) throws Exception;
    }

    private static Input answer(Fuzz from, Answer reader) {
        return new Input(from, List.of(MalformedAnswer.class), bytes -> reader.read(UnixHttp.parse("/x", bytes)));
    }

    private static Map<String, Input> inputs() throws IOException {
        var all = new TreeMap<String, Input>();
        all.put("os-release", text(Fuzz.of("os-release").observed("os-release"), text -> OsReleaseFile.parse("x", text)));
        all.put("passwd", text(Fuzz.of("passwd").observed("passwd"), text -> {
            PasswdFile.byName("x", text, "alice");
            PasswdFile.byUid("x", text, 1000);
        }));
        all.put("getsubids", text(Fuzz.of("getsubids").text("0: alice 100000 65536\n1: alice 4294901760 65535\n"),
                text -> SubIdQuery.parse("x", text)));
        all.put("mountinfo", text(Fuzz.of("mountinfo").observed("mountinfo"), text -> {
            Mounts.parse(text).cgroups();
            Mounts.parse(text).typeAt(Path.of("/home/alice"));
        }));
        all.put("proc-stat", text(Fuzz.of("proc-stat").observed("proc"), ProcStat::parse));
        all.put("uid-map", text(Fuzz.of("uid-map").observed("proc/uid_map.txt"), UidMap::parse));
        all.put("net-tcp", text(Fuzz.of("net-tcp").text("""
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 29487 1 0000 100 0
                   1: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 \
                00:00000000 00000000     0        0 19204 1 0000000000000000 100 0 0 10 0
                """), text -> text.lines().forEach(line -> List.of("tcp", "udp").forEach(one -> Listeners.Line.parse(one, line)))));
        all.put("net-route", text(Fuzz.of("net-route").text("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
                + "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n"),
                Routes::parse));
        all.put("version", text(Fuzz.of("version").observed("version"), text -> {
            VersionOutput.TELLING.forEach(program -> VersionOutput.parse(program, text));
            VersionOutput.firewall(text);
        }));
        all.put("systemctl", text(Fuzz.of("systemctl").observed("systemctl"), text -> UnitProperties.parse("x", text)));
        all.put("journalctl", text(Fuzz.of("journalctl").observed("journalctl"), text -> JournalLines.parse("x", text)));
        all.put("packages", text(Fuzz.of("packages").observed("packages"), text -> {
            for (var system : PackageSystem.values()) {
                PackageQuery.installed(system, text, List.of("docker.io"));
            }
        }));
        all.put("capabilities", new Input(Fuzz.of("capabilities").bytes(new byte[] {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0}), List.of(), FileCapabilities::parse));
        all.put("engine-info", answer(Fuzz.of("engine-info").observed("engine/info.txt"), json ->
                EngineAnswers.engine(json, List.of())));
        all.put("engine-containers", answer(Fuzz.of("engine-containers").observed("engine/containers.txt"), EngineAnswers::ids));
        all.put("engine-container", answer(Fuzz.of("engine-container").observed("engine/container-web.txt"),
                EngineAnswers::container));
        all.put("rootlesskit-info", answer(Fuzz.of("rootlesskit-info").observed("rootlesskit/info.txt"), RootlessKitAnswers::info));
        all.put("rootlesskit-ports", answer(Fuzz.of("rootlesskit-ports").observed("rootlesskit/ports.txt"),
                RootlessKitAnswers::ports));
        all.put("archive", new Input(Fuzz.of("archive").bytes(ProgramArchiveTest.plainRelease()).bytes(ProgramArchiveTest.release()),
                List.of(IOException.class), bytes -> {
                    var names = new ArrayList<String>();
                    ProgramArchive.read(new ByteArrayInputStream(bytes), "docker.tgz", (name, content) -> {
                        names.add(name);
                        content.transferTo(java.io.OutputStream.nullOutputStream());
                    });
                    assertTrue(names.stream().allMatch(name -> ProgramArchive.NAME.matcher(name).matches()), names::toString);
                }));
        return all;
    }

    static Stream<String> names() throws IOException {
        return inputs().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    @DisplayName("O4: what is read from outside is understood or refused, soon, and nothing else happens")
    void read(String name) throws IOException {
        var input = inputs().get(name);
        assertTrue(input.from().run(input.typed(), input.reader()) >= 100);
    }
}
