package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code apply --confirm-within}: what nobody confirms goes back, whatever has become of whoever asked for it. */
class ConfirmIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String STOPPED = "schema = 1\n[daemon]\nstate = \"stopped\"\n";
    private static final String MORE = "[daemon.settings]\nlog-driver = \"local\"\n[network]\nmtu = 1500\n"
            + "[client]\ncontext = \"rootless\"\nshell = [\"bash\", \"fish\"]\n";

    @Test
    @DisplayName("O4: confirmed in time it stands, and nobody waits for it any more")
    void confirmed() {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), STOPPED + MORE);
            var applied = user.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "10m").expect(0);
            assertTrue(applied.out().contains("`rootlessctl confirm` keeps it"), applied.out());
            assertTrue(user.rootlessctl("apply", "-f", "rootless.toml").expect(1).err().contains("unless it is confirmed"));
            user.rootlessctl("confirm").expect(0);
            Awaitility.await().atMost(PATIENCE).until(() -> user.processes().isEmpty());
            assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
            user.rootlessctl("confirm").expect(1);
        }
    }

    @Test
    @DisplayName("O4: not confirmed in time it goes back, and history says so")
    void notConfirmed() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), STOPPED + MORE);
            var before = Listing.of(user.home()).without(".local");
            user.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "2s").expect(0);
            Awaitility.await().atMost(PATIENCE).until(() -> user.processes().isEmpty());
            assertEquals(List.of(), Listing.of(user.home()).without(".local").since(before));
            assertEquals(List.of("not confirmed", "applied"), results(user));
        }
    }

    @Test
    @DisplayName("O4: killed or hung up at any moment: it goes back by itself, or the next command does it")
    void callerGone() throws IOException {
        for (var signal : List.of("KILL", "HUP")) {
            for (var at : List.of("MakeDirectory", "daemon.json", "meta.json", "\"unconfirmed\"")) {
                try (var user = RootlessUser.create()) {
                    user.write(user.home().resolve("rootless.toml"), STOPPED + MORE);
                    var before = Listing.of(user.home()).without(".local", "apply.log");
                    gone(user, signal, at);
                    Awaitility.await().atMost(PATIENCE).until(() -> user.processes().isEmpty());
                    assertEquals(List.of(), Listing.of(user.home()).without(".local", "apply.log").since(before), signal + " " + at);
                    assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(2).err());
                }
            }
        }
    }

    /** With all its session, as an ssh connection that breaks takes it along. */
    private static void gone(RootlessUser user, String signal, String at) throws IOException {
        var apply = user.start(user.home().resolve("apply.log"), Map.of(), "setsid", "--wait", "sh", "-c",
                "echo $$ >session; " + Project.LAUNCHER + " apply -f rootless.toml --confirm-within 2s; sleep 60");
        var journal = user.home().resolve(".local/state/rootlessctl/journal.json");
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE)
                .until(() -> Files.exists(journal) && Files.readString(journal).contains(at));
        var session = Files.readString(user.home().resolve("session")).strip();
        Commands.run("kill", "-" + signal, "--", "-" + session).expect(0);
        apply.onExit().join();
        Files.delete(user.home().resolve("session"));
    }

    @Test
    @DisplayName("O4: the guardian is gone, as after a reboot: the next apply takes back first what is overdue")
    void guardianGone() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), STOPPED + MORE);
            user.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "1s").expect(0);
            for (var pid : user.processes()) {
                Commands.run("kill", "-9", Long.toString(pid));
            }
            Awaitility.await().atMost(PATIENCE).until(() -> user.processes().isEmpty());
            Awaitility.await().atMost(PATIENCE).until(() ->
                    user.rootlessctl("plan", "-f", "rootless.toml").expect(0).err().contains("has not been taken back")
                            || results(user).contains("not confirmed"));
            user.write(user.home().resolve("second.toml"), STOPPED);
            user.rootlessctl("apply", "-f", "second.toml").expect(0);
            assertEquals("not confirmed", results(user).getFirst());
            assertTrue(!Files.exists(user.home().resolve(".config/docker/daemon.json")), "daemon.json is left");
        }
    }

    @Test
    @DisplayName("O4: restarted while it could still be confirmed: the job of cron waits for that, then it goes back")
    void restarted() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), STOPPED + MORE);
            var before = Listing.of(user.home()).without(".local");
            user.rootlessctl("apply", "-f", "rootless.toml", "--confirm-within", "15s").expect(0);
            user.killAll();
            assertEquals("", user.rootlessctl("rollback", "--overdue").expect(0).out());
            assertEquals(List.of("unconfirmed"), results(user));
            var job = Files.readAllLines(Project.ROOT.resolve("packaging/cron/rootlessctl")).getLast();
            assertTrue(job.startsWith("@reboot\t"), job);
            user.run("/bin/sh", "-c", job.substring(job.lastIndexOf('\t') + 1).replaceFirst("test .* \\|\\| ", "")
                    .replace("/usr/bin/rootlessctl", Project.LAUNCHER.toString())).expect(0);
            assertEquals(List.of(), Listing.of(user.home()).without(".local").since(before));
            assertEquals(List.of("not confirmed", "applied"), results(user));
        }
    }

    @Test
    @DisplayName("O4 N4: a daemon that runs with an MTU that nobody confirms runs with the former one again")
    void withADaemon() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n[network]\nmtu = 1500\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.write(user.home().resolve("second.toml"), "schema = 1\n[network]\nmtu = 1400\n");
            user.rootlessctl("apply", "-f", "second.toml", "--confirm-within", "2s").expect(0);
            Awaitility.await().atMost(PATIENCE).until(() -> results(user).contains("not confirmed"));
            assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
            user.docker("info").expect(0);
        }
    }

    private static List<String> results(RootlessUser user) throws IOException {
        var applies = new ObjectMapper().readTree(user.rootlessctl("history", "-o", "json").expect(0).out()).path("applies");
        return applies.findValuesAsText("result");
    }
}
