package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real daemon runs, an apply makes it unable to start, and then it runs again as before. */
class AutomaticRollbackIT {
    private static final String GOOD = "schema = 1\n[daemon]\nready-timeout = \"30s\"\n[daemon.settings]\ndebug = true\n"
            + "[network]\ndriver = \"slirp4netns\"\nmtu = 1500\n";

    @Test
    @DisplayName("O4: a daemon.json that dockerd refuses only at start")
    void refusedAtStart() throws IOException {
        try (var user = running("")) {
            var failure = rolledBack(user, GOOD.replace("[network]", "no-such-key = 1\n[network]"));
            assertTrue(failure.path("daemonLog").toString().contains("no-such-key"), failure::toString);
            assertEquals("daemon-json-unknown-key", failure.at("/cause/code").asText(), failure::toString);
        }
    }

    @Test
    @DisplayName("O4 I7: a data-root on a file system that is full")
    void fullFileSystem() throws IOException {
        try (var user = running("")) {
            var full = user.home().resolve("full");
            user.run("mkdir", full.toString()).expect(0);
            Commands.run("mount", "-t", "tmpfs", "-o", "size=16k,mode=0777", "tmpfs", full.toString()).expect(0);
            try {
                user.run("sh", "-c", "yes | head -c 16384 > full/filled");
                var failure = rolledBack(user, GOOD.replace("[daemon]", "[daemon]\ndata-root = \"~/full/docker\""));
                assertTrue(failure.at("/cause/line").asText().contains("no space left on device"), failure::toString);
                assertEquals("disk-full", failure.at("/cause/code").asText(), failure::toString);
            } finally {
                Commands.run("umount", "-l", full.toString()).expect(0);
            }
        }
    }

    @Test
    @DisplayName("O4 N4: an MTU that the network driver's program breaks at")
    void brokenDriver() throws IOException {
        try (var user = running("drivers")) {
            var failure = rolledBack(user, GOOD.replace("1500", "1400"));
            assertTrue(failure.path("daemonLog").toString().contains("slirp4netns failed"), failure::toString);
            assertEquals("slirp4netns-failed", failure.at("/cause/code").asText(), failure::toString);
        }
    }

    @Test
    @DisplayName("O4: SIGTERM and SIGINT while the daemon is waited for: everything back, the former daemon runs")
    void interrupted() throws IOException, InterruptedException {
        for (var signal : List.of("TERM", "INT")) {
            try (var user = running("drivers")) {
                // It neither answers nor ends.
                user.write(user.home().resolve("drivers/slirp4netns"), driver("sleep 600"));
                var former = dockerd(user);
                user.write(user.home().resolve("second.toml"), GOOD.replace("1500", "1400").replace("30s", "300s"));
                var journal = user.home().resolve(".local/state/rootlessctl/journal.json");
                var log = user.home().resolve("apply.log");
                // What is started in the background ignores SIGINT, and so would all that it starts.
                var apply = user.start(log, Map.of(), "env", "--default-signal=INT", Project.LAUNCHER.toString(), "apply",
                        "-f", "second.toml");
                Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(90))
                        .until(() -> Files.readString(journal).contains("\"step\":\"AwaitReady\"")
                                && Files.readString(journal).contains("\"result\":null"));
                Commands.run("kill", "-" + signal, Long.toString(apply.pid())).expect(0);
                assertTrue(apply.waitFor(120, TimeUnit.SECONDS), () -> signal + " ends it not: " + user.read(log));
                assertEquals(4, apply.exitValue(), () -> user.read(log));
                assertTrue(user.read(log).contains("interrupted by a signal"), user.read(log));
                runsAsBefore(user, former);
            }
        }
    }

    /** @param drivers where a program of the user's own stands before the system's; empty for nowhere */
    private static RootlessUser running(String drivers) {
        var user = RootlessUser.create();
        if (!drivers.isEmpty()) {
            user.write(user.home().resolve(drivers).resolve("slirp4netns"), driver("echo 'slirp4netns: broken' >&2; exit 1"));
            user.run("chmod", "755", user.home().resolve(drivers).resolve("slirp4netns").toString()).expect(0);
            user.write(user.home().resolve(".config/docker/rootless.env"),
                    "PATH=" + user.home().resolve(drivers) + ":/usr/sbin:/usr/bin:/sbin:/bin\n");
        }
        user.write(user.home().resolve("rootless.toml"), GOOD);
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        return user;
    }

    private static String driver(String at1400) {
        return "#!/bin/sh\ncase \" $* \" in *1400*) " + at1400 + ";; esac\nexec /usr/bin/slirp4netns \"$@\"\n";
    }

    private static JsonNode rolledBack(RootlessUser user, String manifest) throws IOException {
        var former = dockerd(user);
        user.write(user.home().resolve("second.toml"), manifest);
        var applied = user.rootlessctl("apply", "-f", "second.toml", "-o", "json").expect(4).out();
        PlanSchema.assertValid(applied);
        var result = new ObjectMapper().readTree(applied);
        assertEquals("rolled-back", result.path("result").asText(), applied);
        assertEquals(1, result.path("restarts").asInt(), applied);
        assertTrue(result.at("/failures/0/restored").asBoolean(), applied);
        runsAsBefore(user, former);
        return result.at("/failures/0");
    }

    private static void runsAsBefore(RootlessUser user, long former) throws IOException {
        assertNotEquals(former, dockerd(user), "the daemon was never stopped");
        assertEquals("true\n", user.docker("info", "--format", "{{.Debug}}").expect(0).out());
        assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
    }

    private static long dockerd(RootlessUser user) throws IOException {
        for (var pid : user.processes()) {
            if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("dockerd")) {
                return pid;
            }
        }
        throw new AssertionError(user.name() + " has no dockerd");
    }
}
