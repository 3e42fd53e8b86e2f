package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE;
import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static io.rootlessctl.apply.Samples.DAEMON_JSON;
import static io.rootlessctl.apply.Samples.host;
import static io.rootlessctl.apply.Samples.hostWithDaemon;
import static io.rootlessctl.apply.Samples.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Outcome;
import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an apply does to a host, and what it leaves alone. */
class ReconcilerTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("O1: a second apply writes nothing and restarts nothing")
    void aSecondApplyWritesNothing(Manager manager) {
        var scene = Scene.of(hostWithDaemon(manager), manifest());
        assertEquals(Outcome.APPLIED, scene.applied().outcome());
        var writes = scene.writes();
        var process = dockerd(scene.host());

        var second = scene.applied();

        assertEquals(Outcome.CONVERGED, second.outcome());
        assertEquals(writes, scene.writes());
        assertEquals(process, dockerd(scene.host()));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O1, N4: however many settings ask for one, there is one restart")
    void oneRestartForAll(Manager manager) {
        var scene = Scene.of(hostWithDaemon(manager), manifest());
        var before = dockerd(scene.host());

        var result = scene.applied();

        assertEquals(1, result.restarts());
        assertEquals(1, scene.count(manager == Manager.DIRECT ? "start " : "systemctl restart"));
        assertFalse(before.equals(dockerd(scene.host())));
        assertEquals("1500", running(scene.host()).flag("mtu").orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I11: settings that dockerd takes while it runs cost a reload and no restart")
    void aReloadWhereItIsEnough(Manager manager) {
        var scene = Scene.of(hostWithDaemon(manager), manifest());
        scene.applied();
        var process = dockerd(scene.host());
        var more = scene.with(manifest(1500, "log-driver = \"local\"\nmax-concurrent-downloads = 7\ndebug = true"));

        var result = more.applied();

        assertEquals(0, result.restarts());
        assertEquals(process, dockerd(scene.host()));
        assertEquals(1, more.count(manager == Manager.DIRECT ? "reload" : "systemctl reload"));
        assertTrue(more.plan().converged());
    }

    @ParameterizedTest
    @CsvSource({"never, restart is \"never\"", "when-idle, 'when-idle\" and 2 containers run: web, job'"})
    @DisplayName("A restart that is not wanted is blocked, with the containers' names")
    void aRestartThatIsNotWanted(String policy, String why) {
        var host = hostWithDaemon(Manager.DIRECT)
                .container("alice", new Container("web", "nginx", "always"))
                .container("alice", new Container("job", "busybox", "no"));
        var scene = Scene.of(host, manifest().replace("[daemon]\n", "[daemon]\nrestart = \"" + policy + "\"\n"));
        var process = dockerd(host);

        var result = scene.applied();

        assertEquals(Outcome.BLOCKED, result.outcome());
        assertTrue(why(result.blocked(), "daemon[alice]").contains(why), () -> result.blocked().toString());
        assertEquals(process, dockerd(host));
        assertEquals("1500", scene.plan().blocked().getFirst().change().diff().stream()
                .filter(diff -> diff.field().equals("mtu")).findFirst().orElseThrow().desired().orElseThrow());
    }

    @Test
    @DisplayName("I4: what was applied to a user is for the user to read, what was to the host for all")
    void modesOfTheState() {
        var scene = Scene.of(host(Manager.DIRECT), manifest());
        scene.applied();
        var host = scene.host();
        var user = Path.of("/home/alice/.local/state/rootlessctl/last-applied.json");
        assertEquals(0600, host.status(user, ALICE_ACCOUNT).found().orElseThrow().mode());
        var own = Path.of("/var/lib/rootlessctl/last-applied.json");
        host.status(own, host.caller()).found().ifPresent(status -> assertEquals(0644, status.mode()));
    }

    @Test
    @DisplayName("The plan of a restart names the containers that stop, and those that come back")
    void theContainersThatStop() {
        var host = hostWithDaemon(Manager.DIRECT)
                .container("alice", new Container("web", "nginx", "always"))
                .container("alice", new Container("job", "busybox", "on-failure"))
                .container("alice", new Container("once", "busybox", "no"));
        var reason = change(Scene.of(host, manifest()).plan(), "daemon[alice]").reason();
        assertTrue(reason.startsWith("restarts the daemon; stops web (comes back: always), "
                + "job (comes back: on-failure), once (stays stopped)"), reason);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I11: a key that is declared no more is gone from the file before the daemon restarts")
    void keysGoBeforeTheRestart(Manager manager) throws IOException {
        var scene = Scene.of(host(manager), manifest(1400, "debug = true"));
        scene.applied();
        scene.with(manifest()).applied();
        var running = scene.host().engine(Path.of("/run/user/1000/docker.sock"), ALICE_ACCOUNT).found().orElseThrow();
        assertEquals("false", running.settings().get("debug"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O4: when the daemon does not come up, all is as it was and the former daemon runs")
    void aDaemonThatDoesNotComeUp(Manager manager) {
        var host = hostWithDaemon(manager);
        var before = host.snapshot();
        var scene = Scene.of(host, manifest(1400, "log-driver = \"nonsense\""));

        var result = scene.apply();

        assertEquals(Outcome.ROLLED_BACK, result.outcome(), result.failures()::toString);
        assertEquals(List.of(), host.differences(before));
        assertTrue(host.engine(Path.of("/run/user/1000/docker.sock"), ALICE_ACCOUNT).found().isPresent());
        var failure = result.failures().getFirst();
        assertEquals("daemon[alice]", failure.address().toString());
        assertEquals(List.of("failed to set log driver: no log driver named 'nonsense' is registered"), failure.daemonLog());
        assertEquals(List.of(), result.applied());
        assertEquals(1, result.restarts());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O4: a first daemon that does not come up leaves nothing behind")
    void aFirstDaemonThatDoesNotComeUp(Manager manager) {
        var host = host(manager);
        var before = host.snapshot();

        var result = Scene.of(host, manifest(1400, "log-driver = \"nonsense\"")).apply();

        assertEquals(Outcome.ROLLED_BACK, result.outcome(), result.failures()::toString);
        assertEquals(List.of(), host.differences(before));
        assertTrue(host.daemon(ALICE_ACCOUNT).found().isEmpty());
        assertEquals(0, result.restarts());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("After an apply that was taken back, a better manifest goes through")
    void afterARollback(Manager manager) {
        var scene = Scene.of(hostWithDaemon(manager), manifest(1400, "log-driver = \"nonsense\""));
        scene.apply();

        var better = scene.with(manifest());

        assertEquals(Outcome.APPLIED, better.applied().outcome());
        assertTrue(better.plan().converged());
    }

    @Test
    @DisplayName("P2: an ordinary user without sub-ids gets the commands for root, and goes on once they were run")
    void anOrdinaryUserWithoutSubIds() throws IOException {
        var host = host(Manager.DIRECT).file("/etc/subuid", "").file("/etc/subgid", "").callAs("alice");
        var scene = Scene.of(host, manifest());

        var result = scene.applied();

        assertEquals(Outcome.BLOCKED, result.outcome());
        assertEquals("needs root", why(result.blocked(), "sub-ids[alice]"));
        assertEquals(List.of("usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice"),
                result.blocked().getFirst().remedy());
        assertEquals("waits for sub-ids[alice]", why(result.blocked(), "daemon[alice]"));
        assertTrue(host.daemon(ALICE_ACCOUNT).found().isEmpty());

        host.writer().addSubIds("alice", 100000, 65536);
        assertEquals(Outcome.APPLIED, scene.applied().outcome());
        assertTrue(scene.plan().converged());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I11: a key that is no longer declared goes if it is still ours; added or changed by hand it stays")
    void whatIsNoLongerDeclared(Manager manager) {
        var scene = Scene.of(host(manager), manifest(1500, "log-driver = \"local\"\ndebug = true\nlabels = [\"a=b\"]"));
        scene.applied();
        var text = text(scene.host(), DAEMON_JSON).replace("\"debug\": true", "\"debug\": false, \"by-hand\":  1.0");
        scene.host().file(DAEMON_JSON, text);

        var less = scene.with(manifest(1500, "log-driver = \"local\""));
        var foreign = less.plan().foreign();
        less.applied();

        assertEquals(List.of("daemon-json[alice] debug"), foreign.stream()
                .map(edit -> edit.address() + " " + edit.field()).toList());
        var left = text(scene.host(), DAEMON_JSON);
        assertFalse(left.contains("labels"), left);
        assertTrue(left.contains("\"debug\": false, \"by-hand\":  1.0"), left);
        assertTrue(left.contains("\"theirs\": [1, 2]"), left);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O1: an owned key edited by hand is put back without a restart: the daemon has never read it")
    void aHandEdit(Manager manager) {
        var scene = Scene.of(host(manager), manifest());
        scene.applied();
        var before = text(scene.host(), DAEMON_JSON);
        var process = dockerd(scene.host());
        scene.host().file(DAEMON_JSON, before.replace("\"local\"", "\"none\""));

        var drift = scene.plan();
        var result = scene.applied();

        assertEquals(List.of("daemon-json[alice]"), addresses(drift.changes()));
        assertTrue(drift.changes().getFirst().diff().getFirst().drifted());
        assertEquals(0, result.restarts());
        assertEquals(before, text(scene.host(), DAEMON_JSON));
        assertEquals(process, dockerd(scene.host()));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("O1: a killed daemon is drift, and an apply starts it again")
    void aKilledDaemon(Manager manager) {
        var scene = Scene.of(host(manager), manifest());
        scene.applied();
        scene.host().writer().kill("alice");

        var drift = scene.plan();
        var result = scene.applied();

        assertEquals(List.of("daemon[alice]"), addresses(drift.changes()));
        assertTrue(drift.changes().getFirst().diff().getFirst().drifted());
        assertEquals(0, result.restarts());
        assertEquals("1500", running(scene.host()).flag("mtu").orElseThrow());
        assertTrue(scene.plan().converged());
    }

    @Test
    @DisplayName("One apply at a time: the other one is named")
    void aLockThatIsHeld() {
        var scene = Scene.of(host(Manager.DIRECT), manifest());
        var before = scene.host().snapshot();
        scene.host().writer().lockedBy(
                Path.of("/home/alice/.local/state/rootlessctl/lock"), "alice, process 4711, since yesterday");

        var failure = scene.apply().failures().getFirst();

        assertEquals(Afterwards.UNTOUCHED, failure.afterwards());
        assertTrue(failure.message().contains("alice, process 4711, since yesterday"), failure.message());
        assertEquals(List.of(), scene.host().differences(before));
    }

    @Test
    @DisplayName("I9: what fails at one user does not keep the others from theirs")
    void oneUserFails() {
        var host = host(Manager.DIRECT).user("carol", 1001)
                .file("/etc/subuid", "alice:100000:65536\ncarol:200000:65536\n")
                .file("/etc/subgid", "alice:100000:65536\ncarol:200000:65536\n");
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstart = \"manual\"\n" + ALICE
                + "[users.daemon.settings]\nlog-driver = \"nonsense\"\n[[users]]\nname = \"carol\"\n");

        var result = scene.apply();

        assertEquals(Outcome.FAILED, result.outcome());
        assertEquals(List.of("daemon[carol]"), addresses(result.applied()));
        assertTrue(host.daemon(host.account("carol").found().orElseThrow()).found().isPresent());
    }

    @Test
    @DisplayName("I9: what root cannot do for one user on the host does not keep the others from theirs")
    void theHostsPartOfOneUserFails() {
        var host = host(Manager.DIRECT).user("carol", 1001)
                .file("/etc/subuid", "alice:100000:65536\n").file("/etc/subgid", "alice:100000:65536\n");
        var scene = Scene.of(host, "schema = 1\n[host.sysctl]\n\"user.max_user_namespaces\" = 28633\n"
                + "[daemon]\nstart = \"manual\"\n[[users]]\nname = \"carol\"\n" + ALICE);
        host.writer().refuse("add-subids carol");

        var result = scene.apply();

        assertEquals(List.of("sub-ids[carol]"),
                result.failures().stream().map(failure -> failure.address().toString()).toList());
        assertEquals(List.of("sysctl[user.max_user_namespaces]", "daemon[alice]"), addresses(result.applied()));
        assertTrue(host.daemon(ALICE_ACCOUNT).found().isPresent());
    }

    @Test
    @DisplayName("K3: each user's systemd starts anew for its controllers, whatever the first one's start has made the kernel show")
    void everyManagerStartsAnew() {
        var host = host(Manager.SYSTEMD).user("carol", 1001);
        for (var uid : List.of("1000", "1001")) {
            host.file("/sys/fs/cgroup/user.slice/user-" + uid + ".slice/user@" + uid + ".service/cgroup.controllers", "cpu memory pids\n");
        }
        var scene = Scene.of(host, "schema = 1\n[daemon]\nstate = \"stopped\"\nstart = \"manual\"\n[cgroup]\n"
                + "controllers = [\"cpu\", \"cpuset\", \"memory\", \"pids\"]\n" + ALICE + "[[users]]\nname = \"carol\"\n");

        var applied = addresses(scene.apply().applied());

        assertTrue(applied.containsAll(List.of("controllers[alice]", "controllers[carol]")), applied::toString);
    }

    @Test
    @DisplayName("Without systemd, absent as declared takes back all that was set and keeps what was not ours")
    void absentTakesBack() {
        var host = host(Manager.DIRECT);
        var before = host.snapshot();
        var scene = Scene.of(host, manifest());
        scene.applied();

        var absent = scene.with("schema = 1\n[daemon]\nstate = \"absent\"\n" + ALICE);
        absent.applied();

        assertTrue(host.daemon(ALICE_ACCOUNT).found().isEmpty());
        assertEquals(before.get("/home/alice/.bashrc"), host.snapshot().get("/home/alice/.bashrc"));
        assertFalse(text(host, DAEMON_JSON).contains("data-root"));
        assertTrue(absent.plan().converged());
    }

    private static RunningDaemon running(FakeHost host) {
        return host.daemon(ALICE_ACCOUNT).found().orElseThrow();
    }

    private static ProcessId dockerd(FakeHost host) {
        return running(host).dockerd().orElseThrow();
    }

    private static String text(FakeHost host, String path) {
        return host.text(Path.of(path), ALICE_ACCOUNT).found().orElseThrow().content();
    }

    private static List<String> addresses(List<Change> changes) {
        return changes.stream().map(change -> change.address().toString()).toList();
    }

    private static Change change(Plan plan, String address) {
        return plan.changes().stream().filter(one -> one.address().toString().equals(address)).findFirst().orElseThrow();
    }

    private static String why(List<Blocked> blocked, String address) {
        return blocked.stream().filter(one -> one.change().address().toString().equals(address)).findFirst()
                .orElseThrow().why();
    }
}
