package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * COVERAGE O4: whatever release has written a host's records, a later one takes them back. The files below {@code state/1.0}
 * are those of the first release that wrote this form, and are never changed: a form that cannot be read like them has
 * another version.
 */
class FormatTest {
    private static final Path RECORDS = Path.of("src/test/resources/state/1.0");
    private static final Path NOW = Path.of("target/state");
    private static final String ALICES = "/home/alice/.local/state/rootlessctl/";
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            ALICES + "last-applied.json", "last-applied.json", ALICES + "journal.json", "journal.json",
            ALICES + "history/000001.json", "journal.json", "/var/lib/rootlessctl/last-applied.json", "host-last-applied.json",
            "/var/lib/rootlessctl/journal.json", "host-journal.json",
            "/var/lib/rootlessctl/history/000001.json", "host-journal.json"));

    private static FakeHost host() {
        return Samples.host(Manager.SYSTEMD).file("/etc/subuid", "").file("/etc/subgid", "");
    }

    /** Applied by this release, with the records of the first one in the place of its own. */
    private static Scene applied() {
        var scene = Scene.of(host(), Samples.manifest());
        scene.applied();
        FILES.forEach((path, record) -> {
            var status = scene.host().text(Path.of(path), scene.host().caller()).found().orElseThrow();
            scene.host().put(path, Type.FILE, record(record, status.content()).getBytes(StandardCharsets.UTF_8),
                    0600, path.startsWith(ALICES) ? 1000 : 0);
        });
        return scene;
    }

    /** @param now what this release writes: for whoever makes the records of a new version */
    private static String record(String name, String now) {
        try {
            Files.createDirectories(NOW);
            Files.writeString(NOW.resolve(name), now);
            return Files.readString(RECORDS.resolve(name));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Test
    @DisplayName("O4: records of the first release: nothing is to be done, and nothing is taken for foreign")
    void converged() {
        var plan = applied().plan();
        assertTrue(plan.changes().isEmpty() && plan.foreign().isEmpty(), plan::toString);
    }

    /** A host with its own records, for comparison. */
    private static Scene own() {
        var scene = Scene.of(host(), Samples.manifest());
        scene.applied();
        return scene;
    }

    @Test
    @DisplayName("O4 I8: records of the first release: an uninstall takes back what it does with this release's own")
    void uninstalls() {
        var own = own();
        assertEquals(List.of(), own.uninstalled().failures());
        var scene = applied();
        assertEquals(List.of(), scene.uninstalled().failures());
        assertEquals(List.of(), scene.host().differences(own.host().snapshot()));
        assertEquals(List.of(), scene.records());
    }

    @Test
    @DisplayName("O4: records of the first release: a rollback takes back what it does with this release's own")
    void rollsBack() throws IOException {
        var own = own();
        own.rolledBack();
        var scene = applied();
        assertEquals(List.of(), scene.rolledBack().failures());
        assertEquals(List.of(), scene.host().differences(own.host().snapshot()));
    }

    @Test
    @DisplayName("O4: a journal of the first release that was cut off, with each step that there is, is read")
    void everyStep() throws IOException {
        var host = Samples.host(Manager.DIRECT);
        var place = new Place(host, host.writer(), new Scope.User("alice"), Samples.ALICE_ACCOUNT, Path.of("/home/alice"));
        var journal = new Journal(place, 1, 1, new Occasion("apply", Instant.EPOCH, "alice", Optional.empty(),
                Optional.empty(), Optional.empty()));
        for (var step : JournalTest.EVERY_STEP) {
            journal.intend(new Address("daemon", "alice"), new TreeMap<>(Map.of("mtu", "1400")), step, List.of(step));
        }
        var file = Path.of("/home/alice/journal.json");
        var now = host.text(file, Samples.ALICE_ACCOUNT).found().orElseThrow().content();

        var read = Journal.parse(file, record("cut-off.json", now));

        assertEquals(JournalTest.EVERY_STEP, read.entries().stream().map(Journal.Entry::step).toList());
        assertEquals(Optional.empty(), read.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "10.3"})
    @DisplayName("O4: records of a later release are refused with what to do, and nothing is changed; a later addition is not")
    void later(String version) {
        var scene = applied();
        for (var name : List.of("last-applied.json", "journal.json")) {
            var path = ALICES + name;
            var text = scene.host().text(Path.of(path), Samples.ALICE_ACCOUNT).found().orElseThrow().content();
            var later = scene.with(Samples.manifest(1400, "debug = true"));
            scene.host().put(path, Type.FILE, versioned(text, version).replace("\"result\":\"applied\"", "\"result\":null")
                    .getBytes(StandardCharsets.UTF_8), 0600, 1000);
            var before = scene.host().snapshot();
            var result = later.apply();
            var told = result.failures() + " " + result.blocked();
            assertTrue(told.contains(path + ": found formatVersion " + version + ", and this rootlessctl reads 1.0"), told);
            assertEquals(List.of(), scene.host().differences(before));
            scene.host().put(path, Type.FILE, versioned(text, "1.7").getBytes(StandardCharsets.UTF_8), 0600, 1000);
            assertEquals(List.of(), scene.plan().blocked(), path);
        }
    }

    private static String versioned(String text, String version) {
        return text.replaceFirst("(\"formatVersion\"\\s*:\\s*)\"1.0\"", "$1\"" + version + "\"");
    }
}
