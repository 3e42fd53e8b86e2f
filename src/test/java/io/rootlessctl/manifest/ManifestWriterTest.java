package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.manifest.Manifest.UserEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestWriterTest {

    static List<Path> files() throws IOException {
        return Stream.concat(
                ManifestFilesTest.valid().stream(), ManifestFilesTest.tomlFiles(Path.of("examples")).stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("what is written reads back to the same manifest, but that every default is declared then")
    void roundTrip(Path file) throws IOException, InvalidManifestException {
        var manifest = ManifestReader.read(file.toString(), Files.readAllBytes(file));
        var text = ManifestWriter.write(manifest);
        assertEquals(withoutDeclared(manifest), withoutDeclared(ManifestReader.read("written", text)), text);
        assertEquals(Set.of(), new SchemaFile().problems(text), text);
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("one user's settings are written as a manifest of their own")
    void oneUser(Path file) throws IOException, InvalidManifestException {
        var manifest = ManifestReader.read(file.toString(), Files.readAllBytes(file));
        var settings = manifest.users().isEmpty() ? manifest.defaults() : manifest.users().getLast().settings();
        var text = ManifestWriter.write(settings);
        assertEquals(withoutDeclared(settings), withoutDeclared(ManifestReader.read("written", text).defaults()), text);
    }

    @Test
    @DisplayName("the text is TOML as a person would write it")
    void text() throws InvalidManifestException {
        var manifest = ManifestReader.read("f.toml", """
                schema = 1
                daemon.settings.log-opts = { max-size = "10m" }
                client.shell = ["bash"]
                """);
        assertEquals("""
                schema = 1

                [daemon]
                state = "running"
                start = "boot"
                manager = "auto"
                data-root = "~/.local/share/docker"
                socket = "$XDG_RUNTIME_DIR/docker.sock"
                restart = "when-needed"
                ready-timeout = "1m"
                probe = "none"

                [network]
                driver = "auto"
                port-driver = "auto"
                source-ip = "any"
                detach-netns = "auto"
                bypass4netns = false

                [storage]
                driver = "auto"

                [id-map]
                size = 65536
                start = "auto"
                change = "refuse"

                [ports]
                publish = []

                [expose.ssh]
                enabled = false

                [client]
                shell = ["bash"]

                [lint]
                ignore = []
                strict = false

                [daemon.settings]
                log-opts = {"max-size" = "10m"}
                """, ManifestWriter.write(manifest.defaults()));
    }

    private static Manifest withoutDeclared(Manifest manifest) {
        var host = manifest.host();
        return new Manifest(
                new HostSettings(host.packages(), host.modules(), host.apparmor(), host.rootfulDocker(), host.sysctl(),
                        Set.of()),
                withoutDeclared(manifest.defaults()),
                manifest.users().stream()
                        .map(user -> new UserEntry(user.name(), user.create(), withoutDeclared(user.settings())))
                        .toList());
    }

    private static Settings withoutDeclared(Settings settings) {
        return new Settings(settings.daemon(), settings.network(), settings.storage(), settings.idMap(),
                settings.cgroup(), settings.ports(), settings.expose(), settings.client(), settings.limits(), settings.lint(),
                settings.install(), Set.of());
    }
}
