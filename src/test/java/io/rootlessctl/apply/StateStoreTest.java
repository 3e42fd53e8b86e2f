package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Scope;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Last-applied, the third side of every comparison. */
class StateStoreTest {
    private static final String FILE = "/home/alice/.local/state/rootlessctl/last-applied.json";

    @Test
    void whatWasAppliedIsReadBackAndBelongsToTheUser() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        scene.applied();
        var fields = scene.last().at(new Scope.User("alice"), new Address("daemon-json", "alice")).fields();
        assertEquals("\"local\"", fields.get("log-driver"));
        assertEquals(1000, scene.host().status(Path.of(FILE), Samples.ALICE_ACCOUNT).found().orElseThrow().uid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"addresses\": {\"daemon\": {}}}", "{\"addresses\": {}} x", "null"})
    void whatIsNotOursIsNotGuessedAt(String text) {
        var host = Samples.host(Manager.DIRECT).file(FILE, text);
        var refused = assertThrows(IOException.class, Scene.of(host, Samples.manifest())::plan);
        assertTrue(refused.getMessage().startsWith(FILE + ": is not what rootlessctl wrote there; move it away"),
                refused.getMessage());
    }

    @Test
    void anUnreadableStateStopsThePlan() {
        var host = Samples.host(Manager.DIRECT).put(FILE, Type.FILE, "{}", 0000);
        var refused = assertThrows(IOException.class, Scene.of(host, Samples.manifest())::plan);
        assertEquals(FILE + ": permission denied", refused.getMessage());
    }

    @Test
    void aDirectoryInItsPlaceStopsThePlan() {
        var host = Samples.host(Manager.DIRECT).put(FILE, Type.DIRECTORY, "", 0755);
        var refused = assertThrows(IOException.class, Scene.of(host, Samples.manifest())::plan);
        assertTrue(refused.getMessage().startsWith(FILE + ": found a directory"), refused.getMessage());
    }
}
