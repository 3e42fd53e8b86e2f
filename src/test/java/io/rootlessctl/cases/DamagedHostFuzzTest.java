package io.rootlessctl.cases;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.fuzz.Fuzz;
import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that the cases' hosts have, damaged in its place: the plan says what is wrong. */
class DamagedHostFuzzTest {
    /** One file of one case. */
    private record Place(Case host, Path file) {
        byte[] content() throws IOException {
            return Files.readAllBytes(host.folder().resolve("host/root").resolve(file));
        }
    }

    /** By the file's name, whoever's home it is in: {@code subuid}, {@code daemon.json}, {@code last-applied.json}. */
    private static Map<String, List<Place>> places() throws IOException {
        var places = new TreeMap<String, List<Place>>();
        for (var one : Case.all()) {
            var root = one.folder().resolve("host/root");
            if (Files.isDirectory(root)) {
                try (var files = Files.walk(root)) {
                    files.filter(Files::isRegularFile).sorted().map(root::relativize).forEach(file -> places
                            .computeIfAbsent(kind(file), _ -> new ArrayList<>()).add(new Place(one, file)));
                }
            }
        }
        return places;
    }

    private static String kind(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(".conf") || name.endsWith(".json") || name.matches("subuid|subgid|nsswitch.conf|.*rc|.*env")
                ? name.replaceFirst("^90-rootlessctl-.*", "sysctl.conf") : "others";
    }

    static Stream<String> kinds() throws IOException {
        return places().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("O4: a damaged file of a host is told, or taken for what it says, and is no defect")
    void damaged(String kind) throws IOException {
        var places = places().get(kind);
        var turn = new AtomicInteger();
        var fuzz = Fuzz.of("host-" + kind);
        for (var place : places) {
            fuzz.bytes(place.content());
        }
        assertTrue(fuzz.run(List.of(), bytes -> {
            var place = places.get(Math.floorMod(turn.getAndIncrement(), places.size()));
            var scene = place.host().start();
            scene.host().put("/" + place.file(), FileStatus.Type.FILE, bytes, 0644);
            sound(scene, place);
        }) >= 100);
    }

    private static final List<String> PARAMETERS = List.of("user.max_user_namespaces", "kernel.unprivileged_userns_clone",
            "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start");

    @Test
    @DisplayName("O4: whatever sysctl says of a kernel parameter is told, or taken for what it says, and is no defect")
    void parameters() {
        var turn = new AtomicInteger();
        var toml = """
                schema = 1
                network.ping = true
                ports = { privileged = "sysctl", unprivileged-start = 80 }
                [host.sysctl]
                "user.max_user_namespaces" = 28633
                [[users]]
                name = "alice"
                """;
        assertTrue(Fuzz.of("sysctl").text("1\t0\n").text("0\t2147483647\n").text("28633\n").text("1024\n").text("")
                .run(List.of(), bytes -> {
                    var key = PARAMETERS.get(Math.floorMod(turn.getAndIncrement(), PARAMETERS.size()));
                    var text = new String(bytes, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
                    sound(Scene.of(FakeHost.debian().sysctl(key, text), toml), key);
                }) >= 100);
    }

    private static void sound(Scene scene, Object place) {
        var plan = scene.plan();
        var defect = plan.blocked().stream().filter(entry -> entry.why().contains("defect")).findFirst();
        assertTrue(defect.isEmpty(), () -> place + ": " + defect.get().why());
    }
}
