package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.DAEMON_JSON;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FileText;
import io.rootlessctl.model.OpenApply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** COVERAGE O4: what cannot be taken back keeps nothing else from it, and nothing is forgotten that is to go back. */
class StayingTest {
    private static final String SUBUID = "/etc/subuid";

    /** Root's apply for alice, who had no ids. */
    private static Scene scene() {
        var host = "\n[host.sysctl]\n\"net.ipv4.ping_group_range\" = \"0 2147483647\"\n";
        return Scene.of(Samples.host(Manager.DIRECT).file(SUBUID, "").file("/etc/subgid", ""),
                manifest().replace("\n[[users]]", host + "\n[[users]]"));
    }

    private static String text(Scene scene, String path) {
        return scene.host().text(Path.of(path), ALICE_ACCOUNT).found().map(FileText::content).orElse("");
    }

    private static Reversal reversal(Scene scene) throws IOException {
        return Reversal.of(scene.host(), scene.host().writer(), scene.leaving(false), Optional.empty());
    }

    @Test
    @DisplayName("Ids that own data stay, and that is said before")
    void idsOfData() throws IOException {
        var scene = scene();
        scene.applied();
        scene.host().file("/home/alice/data/docker/image", "1");

        var reversal = reversal(scene);
        var result = reversal.make(scene.watched(), scene.occasion("rollback"));

        assertEquals(1, reversal.stays().size());
        assertTrue(reversal.stays().getFirst().contains("they own the data in /home/alice/data/docker; "
                + "`rootlessctl uninstall --user alice --purge-data` takes away both"), reversal.stays()::toString);
        assertEquals(Outcome.APPLIED, result.outcome(), result.failures()::toString);
        assertTrue(text(scene, SUBUID).startsWith("alice:"), text(scene, SUBUID));
    }

    @Test
    @DisplayName("Ids that are not taken from a user who has processes stay, are said to, and stay known")
    void idsOfABusyUser() throws IOException {
        var scene = scene();
        var before = scene.host().snapshot();
        scene.applied();
        scene.host().writer().refuse("remove-subids alice");

        var result = scene.rolledBack();

        assertEquals(Outcome.APPLIED, result.outcome(), result.failures()::toString);
        assertTrue(scene.watched().told().contains("stays remove-subids alice: operation not permitted; later: usermod --del-subuids "
                + "100000-165535 --del-subgids 100000-165535 alice"), scene.watched().told()::toString);
        assertTrue(text(scene, SUBUID).startsWith("alice:"), text(scene, SUBUID));
        assertTrue(scene.host().differences(before).stream().filter(line -> line.startsWith("/etc"))
                .allMatch(line -> line.startsWith("/etc/sub")), scene.host().differences(before)::toString);
        assertTrue(text(scene, "/var/lib/rootlessctl/last-applied.json").contains("sub-ids[alice]"));
    }

    @Test
    @DisplayName("I8: ids of a user who is logged in stay at an uninstall, with what to do, and the rest of the host goes")
    void idsOfAUserWhoIsLoggedIn() {
        var scene = scene();
        var before = scene.host().snapshot();
        scene.applied();
        scene.host().file("/run/systemd/users/1000", "NAME=alice\nSTATE=active\nSESSIONS=1 3\n")
                .file("/run/systemd/sessions/1", "CLASS=manager\n").file("/run/systemd/sessions/3", "CLASS=user\n");

        var result = scene.uninstalled();

        assertEquals(List.of(), result.failures());
        assertEquals(1, result.blocked().size());
        var why = result.blocked().getFirst().why();
        assertTrue(why.contains("alice is logged in (session 3)") && why.contains("loginctl terminate-user alice"), why);
        assertTrue(scene.host().differences(before).stream().filter(line -> line.startsWith("/etc"))
                .allMatch(line -> line.startsWith("/etc/sub")), scene.host().differences(before)::toString);
    }

    @Test
    @DisplayName("A rollback that fails where others have succeeded has not put everything back")
    void oneScopeFails() throws IOException {
        var scene = scene();
        scene.applied();
        scene.host().writer().refuse("sysctl net.ipv4.ping_group_range");

        var result = scene.rolledBack();

        assertEquals(Outcome.FAILED, result.outcome());
        assertEquals(Afterwards.PARTLY_RESTORED, result.failures().getFirst().afterwards());
    }

    @Test
    @DisplayName("What nobody has confirmed is not forgotten when taking it back fails, and is taken back when that can be")
    void unconfirmed() throws IOException {
        var scene = scene();
        var before = scene.host().snapshot();
        var occasion = scene.occasion("apply").toBeConfirmed(Optional.of(Duration.ofMinutes(2)));
        new Reconciler(scene.host(), scene.host().writer(), new StateStore(scene.host()), scene.watched(), occasion)
                .apply(scene::declaration);
        scene.host().writer().refuse("write " + DAEMON_JSON);

        assertFalse(taken(scene).failures().isEmpty());

        assertEquals(List.of(OpenApply.State.OVERDUE), unsettled(scene).applies().stream().map(OpenApply::state).toList());
        scene.host().writer().recover();
        assertEquals(List.of(), taken(scene).failures());
        assertEquals(List.of(), unsettled(scene).applies());
        assertEquals(List.of(), scene.host().differences(before));
    }

    private static ApplyResult taken(Scene scene) throws IOException {
        return Reversal.of(scene.host(), scene.host().writer(), scene.leaving(false), unsettled(scene).applies().getLast())
                .make(scene.watched(), scene.occasion("rollback 1, not confirmed"));
    }

    private static Unsettled unsettled(Scene scene) {
        return new Unsettled(scene.host(), scene.host().writer(), scene.leaving(false));
    }

    @Test
    @DisplayName("What another has applied is not confirmed in part: who has to is named")
    void confirmedByAnother() throws IOException {
        var scene = scene();
        var occasion = scene.occasion("apply").toBeConfirmed(Optional.of(Duration.ofMinutes(2)));
        new Reconciler(scene.host(), scene.host().writer(), new StateStore(scene.host()), scene.watched(), occasion)
                .apply(scene::declaration);
        scene.host().callAs("alice");

        var open = unsettled(scene);
        var refused = assertThrows(IOException.class, () -> open.confirm(open.applies().getFirst()));

        assertTrue(refused.getMessage().contains("was made by root, who alone can confirm all of it"), refused.getMessage());
    }
}
