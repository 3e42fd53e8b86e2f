package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cron, a timer and Prometheus get to see of a host that is as declared, and of one that is not. */
class DriftIT {
    private static final Path CONFIGURATION = Path.of("/etc/rootlessctl");
    private static final Path STATE = Path.of("/var/lib/rootlessctl");
    /** node_exporter's format and OpenMetrics, by the parsers of Prometheus' own client library. */
    private static final String PARSERS = """
            import sys
            from prometheus_client import parser
            from prometheus_client.openmetrics import parser as openmetrics
            text = sys.stdin.read()
            print([len(list(one.text_string_to_metric_families(text))) for one in (parser, openmetrics)])
            """;

    @Test
    @DisplayName("O3: cron's line prints nothing and ends with 0 while all is as declared, else one message and 2")
    void cron() throws IOException {
        assertFalse(Files.exists(CONFIGURATION), CONFIGURATION + ": this test would take it away; move it");
        boolean stateWasThere = Files.exists(STATE);
        try (var user = RootlessUser.create()) {
            silent(cronJob());
            Files.createDirectory(CONFIGURATION);
            Files.writeString(CONFIGURATION.resolve("rootless.toml"), """
                    schema = 1
                    [daemon]
                    state = "stopped"
                    start = "manual"
                    [daemon.settings]
                    log-driver = "local"
                    [host]
                    packages = "ignore"
                    [[users]]
                    name = "%s"
                    """.formatted(user.name()));
            Project.asRoot("apply").expect(0);
            silent(cronJob());
            user.run("sed", "-i", "s/local/json-file/", ".config/docker/daemon.json").expect(0);
            var drifted = cronJob().expect(2);
            var lines = drifted.out().lines().map(String::strip).toList();
            assertTrue(lines.contains("~ daemon-json[" + user.name() + "]"), drifted.out());
            assertTrue(drifted.out().matches("(?s).* log-driver: \"local\" -> \"json-file\" +\"json-file\" -> \"local\"\n.*"),
                    drifted.out());
            assertEquals("drift: 1 field at 1 address", lines.getLast());
            assertEquals("", drifted.err());
        } finally {
            Trees.delete(CONFIGURATION);
            if (!stateWasThere) {
                Trees.delete(STATE);
            }
        }
    }

    private static void silent(Outcome outcome) {
        outcome.expect(0);
        assertEquals("", outcome.out() + outcome.err());
    }

    /** As cron runs it: the file's own variables and what cron(8) sets, nothing else. */
    private static Outcome cronJob() throws IOException {
        var lines = Files.readAllLines(Path.of("packaging/cron/rootlessctl"));
        var job = lines.stream().filter(line -> line.contains("\troot\t")).findFirst().orElseThrow();
        var path = lines.stream().filter(line -> line.startsWith("PATH=")).findFirst().orElseThrow().substring(5);
        var command = job.substring(job.lastIndexOf('\t') + 1).replace("/usr/bin/rootlessctl", Project.LAUNCHER.toString());
        var environment = Map.of("SHELL", "/bin/sh", "PATH", path, "HOME", "/root", "LOGNAME", "root");
        return Commands.run(List.of("/bin/sh", "-c", command), environment, Path.of("/root"), "");
    }

    @Test
    @DisplayName("O3: metrics of a real daemon that Prometheus' own parsers accept, replaced as a whole")
    void metrics() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), """
                    schema = 1
                    [daemon.settings]
                    log-driver = "local"
                    [expose.tcp]
                    listen = "127.0.0.1:%d"
                    tls = "generate"
                    """.formatted(freePort()));
            var file = user.home().resolve("metrics/rootlessctl.prom");
            user.write(file, "half of an old fi");
            user.run("chmod", "600", file.toString()).expect(0);
            user.rootlessctl("apply").expect(0);
            silent(user.rootlessctl("drift", "--metrics", "metrics/rootlessctl.prom"));
            sample(accepted(file), "rootlessctl_as_declared 1");
            user.run("sed", "-i", "s/local/json-file/", ".config/docker/daemon.json").expect(0);
            user.rootlessctl("drift", "--metrics", file.toString()).expect(2);
            var text = accepted(file);
            sample(text, "rootlessctl_as_declared 0");
            sample(text, "rootlessctl_drift_fields{scope=\"user\",user=\"" + user.name() + "\",kind=\"daemon-json\"} 1");
            sample(text, "rootlessctl_daemon_up{user=\"" + user.name() + "\"} 1");
            var ends = Pattern.compile("certificate_expiry_timestamp_seconds\\{user=\"" + user.name() + "\"} (\\d+)").matcher(text);
            assertTrue(ends.find(), text);
            var left = Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(ends.group(1))));
            assertTrue(left.toDays() > 300 && left.toDays() < 400, left::toString);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void sample(String text, String line) {
        assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in:\n" + text);
    }

    /** The file's text, once both parsers have read it, alone in its directory. */
    private static String accepted(Path file) throws IOException {
        try (var others = Files.list(file.getParent())) {
            assertEquals(List.of(file), others.toList());
        }
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        var text = Files.readString(file);
        var parsed = Commands.run(List.of("/usr/bin/python3", "-c", PARSERS), Map.of("PATH", "/usr/bin:/bin"), Path.of("/"), text);
        assertEquals("[9, 9]\n", parsed.expect(0).out());
        return text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "user"})
    @DisplayName("O3: systemd finds nothing to complain of in the units")
    void units(String manager) throws IOException {
        var directory = Files.createTempDirectory("rctl-units");
        try {
            for (var name : List.of("rootlessctl-drift.service", "rootlessctl-drift.timer", "rootlessctl-overdue.service")) {
                var text = Files.readString(Path.of("packaging/systemd", manager, name));
                Files.writeString(directory.resolve(name), text.replace("/usr/bin/rootlessctl", Project.LAUNCHER.toString()));
            }
            var command = Stream.of("systemd-analyze", "--" + manager, "verify", directory + "/rootlessctl-drift.service",
                    directory + "/rootlessctl-drift.timer", directory + "/rootlessctl-overdue.service").toList();
            silent(Commands.run(command, Map.of("PATH", "/usr/bin:/bin", "XDG_RUNTIME_DIR", directory.toString()), directory, ""));
        } finally {
            Trees.delete(directory);
        }
    }
}
