package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE;
import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.DAEMON_JSON;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.PastApply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** COVERAGE O4: what was applied is remembered, and each apply can be taken back. */
class ReversalTest {
    /** Of the host and of a user something each. */
    private static final String PING = "schema = 1\n[daemon]\nstart = \"manual\"\n[network]\nping = true\n" + ALICE;
    private static final Path RECORDS = Path.of("/home/alice/.local/state/rootlessctl/history");

    @ParameterizedTest
    @EnumSource
    @DisplayName("An apply that is not the last one goes back while nothing it changed was changed again")
    void oneInTheMiddle(Manager manager) throws IOException {
        var scene = Scene.of(Samples.host(manager), manifest());
        scene.applied();
        scene.with(manifest().replace("\"bash\"", "\"bash\", \"fish\"")).applied();
        var host = scene.host();
        var shells = text(host, "/home/alice/.config/fish/config.fish");
        scene.with(manifest(1400, "log-driver = \"local\"\nmax-concurrent-downloads = 5")
                .replace("\"bash\"", "\"bash\", \"fish\"")).applied();

        var result = reversal(scene, 2).make(scene.watched(), scene.occasion("rollback 2"));

        assertEquals(Outcome.APPLIED, result.outcome());
        assertTrue(shells.contains("DOCKER_HOST"), shells);
        assertTrue(host.text(Path.of("/home/alice/.config/fish/config.fish"), ALICE_ACCOUNT).found().isEmpty());
        assertEquals("1400", host.daemon(ALICE_ACCOUNT).found().orElseThrow().flag("mtu").orElseThrow());
        assertEquals(0, result.restarts());
    }

    @Test
    @DisplayName("What has changed since is named, field by field where a field tells it")
    void changedSince() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        scene.applied();
        scene.host().file(DAEMON_JSON, text(scene.host(), DAEMON_JSON).replace("\"local\"", "\"none\""));

        var reversal = reversal(scene, 1);

        assertEquals(List.of("daemon-json[alice]: " + DAEMON_JSON + ": has been changed since"), reversal.changedSince());
        assertEquals(List.of("log-driver Optional[\"none\"] \"local\""), reversal.edited().stream()
                .map(edit -> edit.field() + " " + edit.observed() + " " + edit.lastApplied()).toList());
    }

    @Test
    @DisplayName("N4: a key that leaves the file leaves the daemon, too, that an apply has started with it")
    void aKeyOfTheFirstStart() throws IOException {
        var without = "schema = 1\n[daemon]\nstart = \"manual\"\n";
        var scene = Scene.of(Samples.host(Manager.DIRECT), without + "[network]\nmtu = 1400\n" + ALICE);
        scene.applied();
        assertEquals("1400", scene.host().daemon(ALICE_ACCOUNT).found().orElseThrow().flag("mtu").orElseThrow());

        var later = scene.with(without + ALICE);
        later.applied();

        assertNotEquals(Optional.of("1400"), scene.host().daemon(ALICE_ACCOUNT).found().orElseThrow().flag("mtu"));
        assertTrue(later.plan().converged(), () -> later.plan().toString());
    }

    @Test
    @DisplayName("A reload is taken back by a restart where a key goes, which dockerd would not forget; a port that stands is "
            + "forwarded again after it, one that is taken back is not")
    void aKeyThatWasReloaded() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest() + port(8080));
        scene.applied();
        scene.with(manifest(1500, "log-driver = \"local\"\nmax-concurrent-downloads = 5\ndebug = true")
                + port(8080) + port(9090)).applied();

        var result = reversal(scene, 2).make(scene.watched(), scene.occasion("rollback 2"));

        var running = scene.host().daemon(ALICE_ACCOUNT).found().orElseThrow();
        assertEquals(Outcome.APPLIED, result.outcome(), result.failures()::toString);
        assertEquals(1, result.restarts());
        assertEquals("false", scene.host().engine(Path.of("/run/user/1000/docker.sock"), ALICE_ACCOUNT).found().orElseThrow()
                .settings().get("debug"));
        assertEquals(List.of("127.0.0.1:8080:80/tcp"), scene.host().publishedPorts(
                        running.apiSocket().orElseThrow(), ALICE_ACCOUNT).found().orElseThrow().stream()
                .map(port -> port.spec().toString()).toList());
        assertTrue(scene.plan().converged(), () -> scene.plan().toString());
    }

    private static String port(int number) {
        return "\n[[users.ports.publish]]\nspec = \"127.0.0.1:" + number + ":80/tcp\"\n";
    }

    @Test
    @DisplayName("The last twenty are kept, for their owner alone")
    void bounded() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        for (int i = 0; i < History.LONGEST + 5; i++) {
            scene.with(manifest(1300 + i, "debug = true")).applied();
        }

        var all = all(scene);

        assertEquals(History.LONGEST, all.size());
        assertEquals(History.LONGEST + 5, all.getLast().id());
        assertEquals("1324", mtu(all.getLast()).desired().orElseThrow());
        var files = scene.host().list(RECORDS, ALICE_ACCOUNT).found().orElseThrow();
        assertEquals(List.of(0600), files.stream().map(file -> scene.host().status(file, ALICE_ACCOUNT).found()
                .orElseThrow().mode()).distinct().toList());
    }

    @Test
    @DisplayName("I4: a user's record that asks root for more than the user's own is not acted on")
    void aForgedRecord() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        scene.applied();
        var file = RECORDS.resolve("000001.json");
        scene.host().file(file.toString(), text(scene.host(), file.toString()).replaceFirst(
                "\"inverse\":\\[", "\"inverse\":[{\"step\":\"SetSysctl\",\"key\":\"a.b\",\"value\":\"1\"},"));

        var refused = assertThrows(IOException.class, () -> reversal(scene, 1));

        assertTrue(refused.getMessage().contains("asks for what is not the user's to do"), refused.getMessage());
    }

    @Test
    @DisplayName("I4: what a user has made of his own records keeps root from nothing else")
    void aBrokenRecord() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), PING);
        scene.applied();
        var file = RECORDS.resolve("000001.json").toString();
        var record = text(scene.host(), file);
        scene.host().file(file, record.replaceFirst(
                "\"inverse\":\\[\\]", "\"inverse\":[{\"step\":\"SetSysctl\",\"key\":\"a.b\",\"value\":\"1\"}]"));
        var forged = reversal(scene, 1);
        scene.host().file(file, "{");
        var broken = reversal(scene, 1);

        assertTrue(forged.leftOut().getFirst().contains("asks for what is not the user's to do"), forged.leftOut()::toString);
        assertTrue(broken.leftOut().getFirst().startsWith("the history of alice is left out: " + file), broken.leftOut()::toString);
        assertEquals(List.of("sysctl[net.ipv4.ping_group_range]"),
                broken.plan().changes().stream().map(change -> change.address().toString()).toList());
        assertEquals(broken.plan(), forged.plan());
        assertEquals(1, all(scene).size());
    }

    @Test
    @DisplayName("I4: a user's record from the future, or thousands of them, hide no apply of root's and use up no numbers")
    void recordsFromTheFuture() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), PING);
        scene.applied();
        var file = RECORDS.resolve("000001.json").toString();
        var forged = text(scene.host(), file).replaceFirst("\"at\":\"\\d{4}", "\"at\":\"2999");
        scene.host().file(RECORDS.resolve("999999999.json").toString(), forged.replaceFirst("\"id\":1\\b", "\"id\":999999999"));
        for (int number = 100; number < 400; number++) {
            scene.host().file(RECORDS.resolve("000" + number + ".json").toString(), "{");
        }

        var last = Reversal.of(scene.host(), scene.host().writer(), scene.leaving(false), Optional.empty());

        assertEquals(1, last.id());
        assertTrue(last.leftOut().getFirst().startsWith("the history of alice is left out: "), last.leftOut()::toString);
        for (int number = 100; number < 400; number++) {
            scene.host().without(RECORDS.resolve("000" + number + ".json").toString());
        }
        var without = Reversal.of(scene.host(), scene.host().writer(), scene.leaving(false), Optional.empty());
        assertEquals(1, without.id());
        assertTrue(without.leftOut().getFirst().startsWith("apply 999999999 of alice is left out: "), without.leftOut()::toString);
        scene.with(PING.replace("ping = true", "ping = true\nmtu = 1400")).applied();
        assertEquals(2, all(scene).getLast().id());
    }

    @Test
    @DisplayName("One that fails is put back, and says so")
    void aFailure() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), manifest());
        scene.applied();
        scene.with(manifest(1400, "debug = true")).applied();
        var before = scene.host().snapshot();
        var reversal = reversal(scene, 2);
        scene.host().writer().fail(6, 6);

        var result = reversal.make(scene.watched(), scene.occasion("rollback 2"));

        assertEquals(Outcome.ROLLED_BACK, result.outcome(), result.failures()::toString);
        assertEquals(List.of(), scene.host().differences(before));
    }

    @Test
    @DisplayName("I9: an apply of root's is one for the host and all its users")
    void ofHostAndUsers() throws IOException {
        var host = Samples.host(Manager.DIRECT);
        var before = host.snapshot();
        var scene = Scene.of(host, PING);
        scene.applied();

        assertEquals(List.of("sysctl[net.ipv4.ping_group_range]", "daemon[alice]"),
                all(scene).getFirst().changes().stream().map(change -> change.address().toString()).toList());
        reversal(scene, 1).make(scene.watched(), scene.occasion("rollback 1"));

        assertEquals(List.of(), host.differences(before));
        assertEquals(List.of("applied", "applied"), all(scene).stream().map(PastApply::result).toList());
    }

    private static FieldDiff mtu(PastApply apply) {
        return apply.changes().stream().filter(change -> change.address().kind().equals("daemon"))
                .flatMap(change -> change.diff().stream()).filter(diff -> diff.field().equals("mtu")).findFirst().orElseThrow();
    }

    private static List<PastApply> all(Scene scene) throws IOException {
        return new Chronicle(scene.host(), scene.host().writer(), scene.leaving(false)).all();
    }

    private static Reversal reversal(Scene scene, long id) throws IOException {
        return Reversal.of(scene.host(), scene.host().writer(), scene.leaving(false), Optional.of(id));
    }

    private static String text(FakeHost host, String path) {
        return host.text(Path.of(path), ALICE_ACCOUNT).found().orElseThrow().content();
    }
}
