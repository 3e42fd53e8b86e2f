package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.render.report.FleetSamples;
import io.rootlessctl.render.report.HostPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path directory;

    private final FakeHost host = FakeHost.debian().callAs("alice");

    @BeforeEach
    void manifest() throws IOException {
        Files.writeString(directory.resolve("rootless.toml"), "schema = 1\n[daemon]\nstart = \"manual\"\n");
    }

    private Outcome report(boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var invocation = new Invocation(Map.of(), directory, new ByteArrayInputStream(new byte[0]), stream(out), stream(err),
                terminal, terminal, terminal, () -> Scenario.NOW, () -> host, _ -> host.writer(), Self.ALONE);
        var words = new java.util.ArrayList<>(List.of("report"));
        words.addAll(List.of(arguments));
        int exit = new Cli(invocation, false).run(words.toArray(String[]::new));
        return new Outcome(String.join(" ", words), exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Outcome report(String... arguments) {
        return report(false, arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("O6: report --html writes a page of this host, silently; once more it replaces it and keeps its mode")
    void toAFile() throws IOException {
        var file = directory.resolve("out.html");
        var first = report("--html", "out.html").expect(0);
        assertEquals("", first.out() + first.err());
        assertTrue(Files.readString(file).contains(HostPage.MARK));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        report("--html", "out.html").expect(0);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count(), "nothing is left beside it");
        }
    }

    @Test
    void toStandardOutputWithoutAFile() {
        var page = report().expect(0).out();
        assertTrue(page.startsWith("<!DOCTYPE html>") && page.contains("alice"), page);
        assertEquals(page, report("--html", "-").expect(0).out());
        var refused = report(true).expect(64);
        assertTrue(refused.err().contains("found a terminal, which shows no pages; name a file with --html"), refused.err());
    }

    @Test
    @DisplayName("O6: only a former report or an empty file is replaced unasked, and never what is no file")
    void keepsOtherFiles() throws IOException {
        var other = Files.writeString(directory.resolve("thesis.html"), "<!DOCTYPE html><p>mine");
        var refused = report("--html", "thesis.html").expect(1);
        assertTrue(refused.err().contains("found a file that is no report; name another one, or replace it with --force"),
                refused.err());
        assertEquals("<!DOCTYPE html><p>mine", Files.readString(other));
        report("--html", "thesis.html", "--force").expect(0);
        assertTrue(Files.readString(other).contains(HostPage.MARK));

        Files.createFile(directory.resolve("empty.html"));
        report("--html", "empty.html").expect(0);
        Files.createSymbolicLink(directory.resolve("link.html"), other);
        assertTrue(report("--html", "link.html", "--force").expect(1).err().contains("found a link, directory or device"));
        assertTrue(report("--html", "no/out.html").expect(1).err().contains("no: no such directory"));
    }

    @Test
    void withoutAManifestThereIsNothingToCompare() throws IOException {
        Files.delete(directory.resolve("rootless.toml"));
        assertTrue(report().expect(0).out().contains("There is no manifest to compare this host with."));
        report("-f", "rootless.toml").expect(65);
    }

    @Test
    @DisplayName("O6: report --fleet has every host; a file that is left out is told, and the exit status is 1")
    void fleet() throws IOException {
        var files = Files.createDirectory(directory.resolve("reports"));
        assertTrue(report("--fleet", "reports").expect(1).err().contains("reports: found no .json file, expected what"));
        FleetSamples.write(files, 3);
        Files.writeString(files.resolve("notes.txt"), "not asked for");
        var page = report("--fleet", "reports", "--html", "reports/index.html").expect(0);
        assertEquals("", page.out() + page.err());
        var html = Files.readString(files.resolve("index.html"));
        assertTrue(html.contains("Rootless Docker on 3 hosts") && html.contains(">web3</a>"), html);

        Files.createDirectory(files.resolve("web4.json"));
        var partly = report("--fleet", "reports", "--html", "reports/index.html").expect(1);
        assertEquals("rootlessctl: report: web4.json: found a directory, FIFO or device, expected a file\n", partly.err());
        assertTrue(Files.readString(files.resolve("index.html")).contains("Rootless Docker on 4 hosts"));

        Files.createSymbolicLink(files.resolve("web5.json"), Path.of("web1.json"));
        var linked = report("--fleet", "reports", "--html", "reports/index.html").expect(1);
        assertTrue(linked.err().contains("report: web5.json: ") && linked.err().contains("symbolic links"), linked.err());
    }

    @Test
    void aFleetIsNoHost() {
        assertTrue(report("--fleet", "nowhere").expect(1).err().contains("nowhere: no such file"));
        assertTrue(report("--fleet", ".", "-f", "rootless.toml").expect(64).err().contains("--fleet: found -f too"));
        assertTrue(report("--fleet", ".", "--user", "alice").expect(64).err().contains("--fleet: found --user too"));
        assertTrue(report("--html", "").expect(64).err().contains("--html: found an empty name, expected a file"));
        assertTrue(report("--fleet", "").expect(64).err().contains("--fleet: found an empty name, expected a directory"));
    }

    @Test
    @DisplayName("Root writes no page where somebody else could put a link in its way")
    void rootsOwnPlaces() {
        host.callAs("root");
        var refused = report("--html", "/home/alice/out.html").expect(1);
        assertTrue(refused.err().contains("/home/alice belongs to user 1000, where root writes no file"), refused.err());
        assertFalse(Files.exists(Path.of("/home/alice/out.html")));
    }
}
