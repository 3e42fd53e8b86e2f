package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE;
import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.DAEMON_JSON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.Warning;
import io.rootlessctl.resource.Declaration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** COVERAGE I8: everything that was applied is taken back, and nothing else. */
class DepartureTest {
    private static final String DATA = "/home/alice/.local/share/docker/overlay2/layer";

    @ParameterizedTest
    @EnumSource
    @DisplayName("A key that was there before goes back to its value when it is declared no more")
    void backToTheFormerValue(Manager manager) {
        var scene = Scene.of(Samples.host(manager), Samples.manifest(1500, "log-driver = \"local\"\ndebug = true"));
        scene.applied();

        scene.with(Samples.manifest(1500, "debug = true")).applied();

        assertTrue(text(scene.host(), DAEMON_JSON).contains("\"log-driver\": \"json-file\""), text(scene.host(), DAEMON_JSON));
        assertTrue(text(scene.host(), DAEMON_JSON).contains("\"debug\": true"), text(scene.host(), DAEMON_JSON));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("What others wrote between two applies stays, and all of ours goes")
    void foreignKeysStay(Manager manager) {
        var scene = Scene.of(Samples.host(manager), Samples.manifest());
        scene.applied();
        scene.host().file(DAEMON_JSON, text(scene.host(), DAEMON_JSON).replace("[1, 2]", "[1, 2, 3],\n  \"more\": 1"));
        scene.with(Samples.manifest(1400, "log-driver = \"none\"")).applied();

        scene.uninstalled();

        assertEquals("{\n  \"theirs\": [1, 2, 3],\n  \"more\": 1,\n  \"log-driver\": \"json-file\"\n}\n",
                text(scene.host(), DAEMON_JSON));
        assertEquals(List.of(), scene.records());
    }

    @Test
    @DisplayName("I8: what others have put into directories of ours stays with them, and is named")
    void othersFilesStay() {
        var scene = Scene.of(Samples.host(Manager.SYSTEMD), Samples.manifest());
        scene.applied();
        var theirs = "/home/alice/.config/systemd/user/docker.service.d/mine.conf";
        scene.host().file(theirs, "[Service]\nCPUWeight=50\n");

        var warnings = scene.uninstalled().last().warnings().stream().map(Warning::text).toList();

        assertEquals("[Service]\nCPUWeight=50\n", text(scene.host(), theirs));
        assertTrue(warnings.contains(theirs + ": stays, with what is not ours"), warnings::toString);
        assertEquals(List.of(), scene.records());
    }

    @Test
    @DisplayName("Data stays, and with it the ids that own it; told to, both go")
    void dataAndItsIds() {
        var host = Samples.host(Manager.DIRECT).file("/etc/subuid", "").file("/etc/subgid", "");
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstart = \"manual\"\n" + ALICE);
        scene.applied();
        host.file(DATA, "x");
        var again = scene.plan(scene.leaving(true));

        var kept = scene.uninstalled();

        assertEquals("alice:100000:65536\n", text(host, "/etc/subuid"));
        assertTrue(kept.last().warnings().stream().map(Warning::text)
                .anyMatch(text -> text.startsWith("100000-165535 stay: they own the data in /home/alice/.local/share/docker")),
                kept.last().warnings()::toString);
        assertTrue(text(host, DATA).equals("x"));
        assertEquals(List.of("daemon[alice]", "data-root[alice]", "sub-ids[alice]"),
                again.changes().stream().map(change -> change.address().toString()).toList());

    }

    @Test
    @DisplayName("With the data the ids go, and the directories that came with it")
    void dataIsPurged() {
        var host = Samples.host(Manager.DIRECT).file("/etc/subuid", "").file("/etc/subgid", "");
        var before = host.snapshot();
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstart = \"manual\"\n" + ALICE);
        scene.applied();
        host.file(DATA, "x");

        assertEquals(Outcome.APPLIED, scene.uninstalled(true).outcome());

        assertEquals(List.of(), host.differences(before));
    }

    @Test
    @DisplayName("The ids stay where the data could not be removed")
    void idsStayWithDataThatStays() {
        var host = Samples.host(Manager.DIRECT).file("/etc/subuid", "").file("/etc/subgid", "");
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstart = \"manual\"\n" + ALICE);
        scene.applied();
        host.file(DATA, "x");
        host.without("/usr/bin/rootlesskit");

        var result = scene.uninstalled(true);

        assertEquals(Outcome.BLOCKED, result.outcome());
        assertEquals("waits for data-root[alice]", result.blocked().getLast().why());
        assertEquals("alice:100000:65536\n", text(host, "/etc/subuid"));
        assertFalse(scene.records().isEmpty(), "the records are gone");
    }

    @Test
    @DisplayName("I9: one user leaves, the others and what they share stay")
    void oneOfTwoLeaves() {
        var host = Samples.host(Manager.DIRECT).user("carol", 1001)
                .file("/etc/subuid", "alice:100000:65536\n").file("/etc/subgid", "alice:100000:65536\n");
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstart = \"manual\"\n[network]\nping = true\n" + ALICE
                + "[[users]]\nname = \"carol\"\n");
        scene.applied();

        var leaving = Declaration.leaving(scene.with("schema = 1\n[daemon]\nstate = \"absent\"\n").manifest(),
                new StateStore(host).users(), host, Optional.of("carol"), false);
        new Departure(host, host.writer(), leaving).leave(
                new Reconciler(host, host.writer(), new StateStore(host), scene.watched(), scene.occasion("uninstall")));

        assertEquals("alice:100000:65536\n", text(host, "/etc/subuid"));
        assertTrue(host.daemon(ALICE_ACCOUNT).found().isPresent(), "alice's daemon");
        assertFalse(host.daemon(host.account("carol").found().orElseThrow()).found().isPresent(), "carol's daemon");
        assertEquals("0 2147483647", host.sysctl("net.ipv4.ping_group_range").found().orElseThrow());
        assertEquals(java.util.Set.of("alice"), new StateStore(host).users());

        scene.uninstalled();
        assertEquals("1 0", host.sysctl("net.ipv4.ping_group_range").found().orElseThrow());
        assertEquals(List.of(), scene.records());
    }

    @Test
    @DisplayName("P1: packages stay, for others may use them, and how they go is told")
    void packagesStay() {
        var host = Samples.host(Manager.DIRECT).without("/usr/bin/slirp4netns");
        var scene = Scene.of(host, "schema = 1\n[host]\npackages = \"install\"\n" + ALICE);
        scene.applied();

        var warnings = scene.uninstalled().last().warnings().stream().map(Warning::text).toList();

        assertTrue(warnings.stream().anyMatch(text -> text.contains("slirp4netns")
                && text.endsWith("slirp4netns takes the packages away") && text.contains("; apt-get remove ")), warnings::toString);
    }

    @Test
    @DisplayName("I8 I5: with lingering off the user's systemd ends: nobody is left to ask, and nothing to be taken back")
    void systemdEndsWithLingering() {
        var host = Samples.host(Manager.SYSTEMD).withNobodyLoggedInAs("alice");
        var scene = Scene.of(host, "schema = 1\n" + ALICE);
        scene.applied();
        assertTrue(host.daemon(ALICE_ACCOUNT).found().isPresent(), "alice's daemon");

        var result = scene.uninstalled();

        assertTrue(host.userUnit("docker.service", ALICE_ACCOUNT).obstacle().isPresent(), "alice's systemd still runs");
        assertEquals(Outcome.APPLIED, result.outcome(), result.blocked()::toString);
        assertEquals(List.of(), scene.records());
    }

    @Test
    @DisplayName("A daemon that ran before us and was never ours to change is left alone")
    void aDaemonThatWasNeverOurs() {
        var host = Samples.hostWithDaemon(Manager.DIRECT);
        var scene = Scene.of(host, Samples.manifest().replace("[daemon]\n", "[daemon]\nrestart = \"never\"\n"));
        scene.applied();
        var process = host.daemon(ALICE_ACCOUNT).found().orElseThrow().dockerd();

        scene.uninstalled();

        assertEquals(process, host.daemon(ALICE_ACCOUNT).found().orElseThrow().dockerd());
    }

    @Test
    @DisplayName("What does not work is put back, and the records stay for the next time")
    void aFailure() {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        scene.applied();
        var applied = scene.host().snapshot();
        scene.host().writer().fail(20, 20);

        var result = scene.uninstalled();

        assertEquals(Outcome.ROLLED_BACK, result.outcome(), result.failures()::toString);
        assertEquals(List.of(), scene.host().differences(applied));
        scene.host().writer().recover();
        assertEquals(List.of(), scene.uninstalled().failures());
        assertEquals(List.of(), scene.records());
    }

    private static String text(FakeHost host, String path) {
        return host.text(Path.of(path), ALICE_ACCOUNT).found().orElseThrow().content();
    }
}
