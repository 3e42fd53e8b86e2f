package io.rootlessctl.render.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetPageTest {
    private static final Instant NOON = HostPageTest.NOW;
    private static final Pattern ROW = Pattern.compile("<a href=\"#h\\d+\">([^<]*)</a></th><td[^>]*><span[^>]*>([^<]*)</span></td>"
            + "<td class=\"number\">(\\d*)</td>");

    private static FleetPage.Rendered rendered(FleetFile... files) {
        return FleetPage.render(List.of(files), NOON, "rootlessctl 1.2.3");
    }

    /** {@code web1 as declared 0} a host, in the order of the page. */
    private static List<String> rows(FleetPage.Rendered page) {
        var rows = new ArrayList<String>();
        var row = ROW.matcher(page.html());
        while (row.find()) {
            rows.add((row.group(1) + " " + row.group(2) + " " + row.group(3)).strip());
        }
        return rows;
    }

    private static FleetFile file(String name, int minute, ObjectNode document) {
        return FleetFile.of(name, NOON.plusSeconds(60L * minute), document.toString());
    }

    private static ObjectNode status(String state, Integer drift) throws IOException {
        var status = FleetSamples.status();
        FleetSamples.user(status).put("state", state).put("drift", drift);
        return status;
    }

    @ParameterizedTest(name = "{0}, drift {1}: {2}")
    @CsvSource({
        "running,0,as declared 0", "stopped,0,as declared 0", "running,3,not as declared 3", "failed,0,failed 0",
        "not answering,,failed", "running,,not compared", "unknown,,not compared"})
    void aStateAloneTells(String state, Integer drift, String row) throws IOException {
        assertEquals(List.of("web1 " + row), rows(rendered(file("web1.json", 0, status(state, drift)))));
    }

    @Test
    @DisplayName("O2 O6: whether a host is as declared is told by the newest of its files that tells it")
    void theNewestCounts() throws IOException {
        var plan = FleetSamples.plan("plan-mixed.json");
        var clean = FleetSamples.plan("plan-converged.json");
        assertEquals(List.of("a not as declared 10"), rows(rendered(
                file("a.status.json", 0, status("running", 0)), file("a.plan.json", 1, plan))));
        assertEquals(List.of("a as declared 0"), rows(rendered(
                file("a.status.json", 2, status("running", 0)), file("a.plan.json", 1, plan))));
        assertEquals(List.of("a as declared 0"), rows(rendered(
                file("a.drift.json", 3, clean), file("a.plan.json", 1, plan), file("a.status.json", 2, status("running", 4)))));
        assertEquals(List.of("a as declared 0"), rows(rendered(
                file("a.plan.json", 1, plan), file("a.apply.json", 1, clean))), "of the same moment, what comes after a plan");
    }

    @Test
    @DisplayName("O6: what was planned or applied long before the state was looked at, and compared with nothing, tells nothing of it")
    void anOldPlanIsNoNews() throws IOException {
        var clean = FleetSamples.plan("plan-converged.json");
        var seen = status("running", null);
        assertEquals(List.of("a as declared 0"), rows(rendered(file("a.apply.json", 1, clean), file("a.status.json", 2, seen))));
        assertEquals(List.of("a not compared 0"), rows(rendered(file("a.apply.json", 1, clean), file("a.status.json", 90, seen))));
    }

    @Test
    @DisplayName("O6: an apply that failed is told, whatever runs now")
    void aFailedApply() throws IOException {
        var failed = FleetSamples.plan("apply-failed.json");
        var page = rendered(file("a.status.json", 9, status("running", 0)), file("a.apply.json", 1, failed));
        assertEquals(List.of("a failed 0"), rows(page));
        assertTrue(page.html().contains("Changed by this apply"), page.html());
        assertTrue(page.html().contains("read-only file system"), page.html());
    }

    @Test
    @DisplayName("O6: a file that is no JSON or another output is a row with the reason, and loses no other host")
    void filesThatCannotBeRead() throws IOException {
        var page = rendered(file("web10.status.json", 0, status("running", 0)), file("web2.status.json", 0, status("running", 0)),
                FleetFile.of("broken.json", NOON, "{"), FleetFile.of("other.json", NOON, "{\"formatVersion\": \"1.0\"}"),
                FleetFile.unreadable("closed.json", NOON, "permission denied"),
                FleetFile.of("web2.plan.json", NOON, "[]"));
        assertEquals(List.of("broken not read", "closed not read", "other not read", "web2 as declared 0", "web10 as declared 0"),
                rows(page));
        assertEquals(4, page.troubles().size(), page.troubles()::toString);
        for (var trouble : List.of("broken.json: line 1, column 2: found no JSON, expected what",
                "closed.json: permission denied", "web2.plan.json: found a list, expected what")) {
            assertTrue(page.html().contains(trouble), trouble);
            assertTrue(page.troubles().stream().anyMatch(line -> line.startsWith(trouble)), trouble);
        }
    }

    @Test
    void aByteOrderMarkIsNoTrouble() throws IOException {
        var page = rendered(FleetFile.of("a.json", NOON, "\uFEFF" + status("running", 0)));
        assertEquals(List.of("a as declared 0"), rows(page));
    }

    @Test
    @DisplayName("O6: a thousand hosts, the few that differ first, in a page of some megabytes")
    void aThousand() throws IOException {
        var directory = Files.createTempDirectory(Path.of("target"), "fleet");
        FleetSamples.write(directory, 1000);
        var files = new ArrayList<FleetFile>();
        try (var entries = Files.list(directory)) {
            for (var entry : entries.toList()) {
                files.add(FleetFile.of(entry.getFileName().toString(), NOON, Files.readString(entry)));
                Files.delete(entry);
            }
        }
        Files.delete(directory);
        var page = FleetPage.render(files, NOON, "rootlessctl 1.2.3");
        var rows = rows(page);
        assertEquals(1000, rows.size());
        assertTrue(rows.get(0).startsWith("web100 failed"), rows.get(0));
        assertTrue(rows.get(10).startsWith("web20 not as declared"), rows.get(10));
        assertTrue(page.html().length() < 8 << 20, () -> "has " + page.html().length() + " characters");
        assertEquals(List.of(), page.troubles());
    }
}
