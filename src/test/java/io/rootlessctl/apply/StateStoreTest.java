package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Last-applied, the third side of every comparison. */
class StateStoreTest {
    private static final String FILE = "/home/alice/.local/state/rootlessctl/last-applied.json";

    @Test
    void whatWasAppliedIsReadBackAndBelongsToTheUser() {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        scene.applied();
        var fields = scene.last().at(new Scope.User("alice"), new Address("daemon-json", "alice")).fields();
        assertEquals("\"local\"", fields.get("log-driver"));
        assertEquals(1000, scene.host().status(Path.of(FILE), Samples.ALICE_ACCOUNT).found().orElseThrow().uid());
    }

    @Test
    void whatWasThereBeforeIsReadBack() {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        var before = scene.host().text(Path.of(Samples.DAEMON_JSON), Samples.ALICE_ACCOUNT).found().orElseThrow();
        scene.applied();

        var applied = scene.last().at(new Scope.User("alice"), new Address("daemon-json", "alice"));

        assertEquals(Optional.of("\"json-file\""), applied.former("log-driver"));
        assertEquals(Optional.empty(), applied.former("max-concurrent-downloads"));
        var now = scene.host().text(Path.of(Samples.DAEMON_JSON), Samples.ALICE_ACCOUNT).found().orElseThrow();
        assertEquals(Optional.of(new Step.WriteFile(Path.of(Samples.DAEMON_JSON), before.content(), 0644)),
                applied.undo().original(Path.of(Samples.DAEMON_JSON), Optional.of(now.content())));
        assertEquals(Optional.empty(), applied.undo().original(Path.of(Samples.DAEMON_JSON), Optional.of("{}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"addresses\": {\"daemon\": {}}}", "{\"addresses\": {}} x", "null",
        "{\"addresses\": {}, \"directories\": [1]}",
        "{\"addresses\": {\"daemon[alice]\": {\"undo\": {\"steps\": [{\"step\": \"RemoveFile\", \"path\": \"a\"}], \"left\": {}}}}}",
        "{\"addresses\": {\"daemon[alice]\": {\"fields\": {\"a\": 1}}}}",
        "{\"addresses\": {\"daemon[alice]\": {\"fields\": {\"socket\": \"\\ud800\"}}}}"})
    void whatIsNotOursIsNotGuessedAt(String text) {
        var host = Samples.host(Manager.DIRECT).file(FILE, text);
        var why = onlyBlocked(host);
        assertTrue(why.startsWith(FILE + ": is not what rootlessctl wrote there; move it away"), why);
    }

    @Test
    void anUnreadableStateStopsThePlan() {
        var host = Samples.host(Manager.DIRECT).put(FILE, Type.FILE, "{}", 0000);
        assertEquals(FILE + ": permission denied", onlyBlocked(host));
    }

    @Test
    void aDirectoryInItsPlaceStopsThePlan() {
        var host = Samples.host(Manager.DIRECT).put(FILE, Type.DIRECTORY, "", 0755);
        var why = onlyBlocked(host);
        assertTrue(why.startsWith(FILE + ": found a directory"), why);
    }

    /** Without its state nothing of the user's is planned, and an apply does nothing. */
    private static String onlyBlocked(FakeHost host) {
        var before = host.snapshot();
        var scene = Scene.of(host, Samples.manifest());
        assertEquals(List.of(), scene.plan().changes());
        scene.applied();
        assertEquals(List.of(), host.differences(before));
        var blocked = scene.plan().blocked();
        assertEquals(List.of("state[alice]"), blocked.stream().map(entry -> entry.change().address().toString()).toList());
        return blocked.getFirst().why();
    }
}
