package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFaultsTest {
    private static final String HOME = "/home/alice";
    private static final Path UNIT = Path.of(".config/systemd/user/docker.service");
    private static final Path FLAGS = Path.of(".config/systemd/user/docker.service.d/flags.conf");
    private static final String COPIED = """
            [Unit]
            Wants=network-online.target
            After=dbus.socket network-online.target
            [Service]
            ExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh
            """;
    private static final String UNQUOTED = """
            [Service]
            # it's ours
            Environment=DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--ipv6 -p 127.0.0.1:2376:2376/tcp "B=it's" \\
              C=a\\\\b c
            Environment="D=e f"
            """;

    @TempDir
    private Path directory;

    private FakeHost host() throws IOException {
        var host = FakeHost.debian().withSystemd().callAs("alice");
        try (var files = Files.walk(directory.resolve(".config"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                host.file(HOME + "/" + directory.relativize(file), Files.readString(file));
            }
        }
        return host;
    }

    private List<Symptom> found() throws IOException {
        return found(host());
    }

    private static List<Symptom> found(FakeHost host) {
        return UnitFaults.of(Scene.of(host, "schema = 1\n").declaration().users().getFirst(), host);
    }

    private void write(Path path, String text) throws IOException {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.writeString(directory.resolve(path), text);
    }

    @Test
    @DisplayName("T20 (moby#41947, podman#22197, konstruktoid#344): each is found, and its fix works when it is pasted")
    void foundAndMended() throws IOException, InterruptedException {
        write(UNIT, COPIED);
        write(FLAGS, UNQUOTED);
        var found = found();
        assertEquals(List.of("environment-unquoted", "kill-mode", "network-not-awaited"),
                found.stream().map(Symptom::code).toList());
        for (var symptom : found) {
            paste(symptom);
        }
        assertEquals(List.of(), found());
        assertEquals("""
                [Service]
                # it's ours
                Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS=--ipv6 -p 127.0.0.1:2376:2376/tcp" "B=it's" "C=a\\\\b c"
                Environment="D=e f"
                """, Files.readString(directory.resolve(FLAGS)));
    }

    /** systemctl does nothing. */
    private void paste(Symptom symptom) throws IOException, InterruptedException {
        write(Path.of("bin/systemctl"), "#!/bin/sh\n");
        directory.resolve("bin/systemctl").toFile().setExecutable(true);
        var home = Map.of("home", HOME);
        var script = String.join("\n", Causes.of(symptom.code()).orElseThrow().in(symptom.values()).in(home).asUser())
                .replace(HOME, directory.toString());
        var builder = new ProcessBuilder("sh", "-euc", script).redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        var shell = builder.start();
        assertEquals(true, shell.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, shell.exitValue(), () -> script);
    }

    @Test
    @DisplayName("drop-ins count by their names, whatever the directory; of one name only the user's does")
    void dropInsByName() throws IOException {
        write(UNIT, COPIED.replaceAll("(?m)^(Wants|After)=.*\n", ""));
        write(FLAGS.resolveSibling("10-mode.conf"), "[Service]\nKillMode=none\n");
        var mixed = "[Service]\nKillMode=mixed\n";
        assertEquals(List.of("kill-mode"), found().stream().map(Symptom::code).toList());
        assertEquals(List.of(), found(host().file("/etc/systemd/user/docker.service.d/20-mode.conf", mixed)));
        assertEquals(List.of(), found(host().file(HOME + "/.local/share/systemd/user/docker.service.d/20-mode.conf", mixed)));
        assertEquals(List.of("kill-mode"), found(host().file("/etc/systemd/user/docker.service.d/10-mode.conf", mixed))
                .stream().map(Symptom::code).toList());
        assertEquals(List.of("kill-mode"), found(host().file("/etc/systemd/user/docker.service.d/05-mode.conf", mixed))
                .stream().map(Symptom::code).toList());
    }

    @Test
    void theUnitOfDockersToolHasNone() throws IOException {
        write(UNIT, COPIED.replaceAll("(?m)^(Wants|After)=.*\n", "") + "KillMode=mixed\n");
        assertEquals(List.of(), found());
        Files.delete(directory.resolve(UNIT));
        assertEquals(List.of(), found());
    }
}
