package io.rootlessctl.render.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostPageTest {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final String VERSION = "rootlessctl 1.2.3";

    private static String page(String host, String status, String plan) throws NotAReportException {
        return HostPage.render(host, status, Optional.ofNullable(plan), NOW, VERSION);
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/render", name));
    }

    @Test
    @DisplayName("O6: the page has each daemon's ids, network, processes, and every field that is not as declared")
    void showsWhatTheOutputsSay() throws IOException {
        var html = page("web1", sample("status.json"), sample("plan-mixed.json"));
        for (var part : List.of(HostPage.MARK + "1.2.3\"", "<h1>Rootless Docker on web1</h1>", "2026-11-01 12:00 UTC",
                "100000 – 165535", ">all other users<", "<title id=\"d0-ids-title\">Ids of alice's daemon</title>",
                ">MTU 1400<", ">slirp4netns<", "<b>rootlesskit</b>", "<del>&quot;json-file&quot;</del>",
                "<ins>&quot;local&quot;</ins>", "sysctl[user.max_user_namespaces]", "carol: unknown")) {
            assertTrue(html.contains(part), () -> part + " is not in:\n" + html);
        }
        assertFalse(html.contains("<script"), "a page of one host needs none");
        assertFalse(Pattern.compile("(?:src|href)=\"(?!#|data:,\")").matcher(html).find(), "nothing is loaded");
    }

    @Test
    void saysThatNothingDiffersAndThatNothingIsDeclared() throws IOException {
        assertTrue(page("a", sample("status.json"), sample("plan-converged.json")).contains("Everything is as declared."));
        var html = page("a", "{\"formatVersion\": \"1.0\", \"users\": []}", null);
        assertTrue(html.contains("There is no manifest to compare this host with."), html);
        assertTrue(html.contains("There is no user to show."), html);
    }

    static List<String> tricks() {
        return FleetSamples.tricks();
    }

    @ParameterizedTest
    @MethodSource("tricks")
    @DisplayName("O6: no text from outside is markup")
    void escapes(String trick) throws IOException {
        var harmless = page("x", FleetSamples.poisoned(FleetSamples.status(), "x"),
                FleetSamples.poisoned(FleetSamples.plan("plan-mixed.json"), "x"));
        var html = page(trick, FleetSamples.poisoned(FleetSamples.status(), trick),
                FleetSamples.poisoned(FleetSamples.plan("plan-mixed.json"), trick));
        assertEquals(count(harmless, '<'), count(html, '<'));
        assertEquals(count(harmless, '>'), count(html, '>'));
        assertEquals(count(harmless, '"'), count(html, '"'));
        assertTrue(html.chars().allMatch(character -> character >= ' ' || character == '\n'), "control characters");
        assertFalse(html.contains("\u202e"), "turns the line around");
    }

    private static long count(String text, char character) {
        return text.chars().filter(one -> one == character).count();
    }

    @Test
    @DisplayName("Only style and script are put in as they are, and every attribute is quoted")
    void templatesEscape() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/io/rootlessctl/render/report"))) {
            for (var file : files.filter(name -> name.toString().endsWith(".mustache")).toList()) {
                var text = Files.readString(file).replace("<style>{{{frame.style}}}</style>", "")
                        .replace("<script>{{{frame.script}}}</script>", "");
                assertFalse(text.contains("{{{") || text.contains("{{&"), file + " puts in a value as it is");
                assertFalse(Pattern.compile("=\\{\\{|='|\\son\\w+=|<script|style=").matcher(text).find(), file.toString());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "                                                      | line 1, column 1: found no JSON, expected what status, plan, drift or apply print",
        "{\"formatVersion\": \"1.0\",                          | line 1, column 25: found no JSON, expected",
        "[]                                                    | found a list, expected what status",
        "{}                                                    | found an object without formatVersion, expected what status",
        "{\"formatVersion\": 1}                                | formatVersion: found a number, expected a text",
        "{\"formatVersion\": \"2.0\"}                          | formatVersion: found 2.0, expected 1.x; read it with the rootlessctl",
        "{\"formatVersion\": \"1.0\", \"valid\": true}         | found another output, expected that of status, plan, drift or apply",
        "{\"formatVersion\": \"1.0\", \"command\": \"confirm\"} | found another output, of confirm, expected that of status",
        "{\"formatVersion\": \"1.0\", \"users\": 1}            | users: found a number, expected a list",
        "{\"formatVersion\": \"1.0\", \"users\": [1]}          | users[0]: found a number, expected an object",
        "{\"formatVersion\": \"1.0\", \"users\": [{}]}         | users[0].user: found nothing, expected a text",
        "{\"formatVersion\": \"1.0\", \"users\": [{\"user\": \"a\", \"state\": \"b\", \"pid\": 1.5}]} | users[0].pid: found a number, expected a whole number",
    })
    void refusesOtherTexts(String text, String problem) {
        var json = text == null ? "" : text;
        var refused = assertThrows(NotAReportException.class, () -> Document.parse(json, "d"));
        assertTrue(refused.getMessage().startsWith(problem), refused::getMessage);
    }

    @Test
    void readsTheStatusOfAnOlderVersion() throws IOException {
        var status = FleetSamples.status();
        FleetSamples.user(status).remove(List.of("uidMap", "processes"));
        assertTrue(page("a", status.toString(), null).contains("0 -&gt; 1000 (1), 1 -&gt; 100000 (65536)"));
    }

    @Test
    void aChainOfProcessesWithoutEndIsCut() throws IOException {
        var status = FleetSamples.status();
        var processes = FleetSamples.user(status).putArray("processes");
        for (int pid = 1; pid <= 20_000; pid++) {
            processes.addObject().put("pid", pid).put("parent", pid - 1).put("name", "p").putObject("namespaces").put("net", pid);
        }
        var html = page("a", status.toString(), null);
        assertEquals(200, html.split("class=\"process\"", -1).length - 1);
    }

    @Test
    @DisplayName("X1 O6: a container's shim, which has left its parent, stands in the frame of its namespaces")
    void aShimIsWhereItsNamespacesAre() throws IOException {
        var status = FleetSamples.status();
        var processes = FleetSamples.user(status).putArray("processes");
        processes.addObject().put("pid", 10).put("parent", 1).put("name", "rootlesskit").putObject("namespaces").put("user", 1);
        processes.addObject().put("pid", 11).put("parent", 10).put("name", "exe").putObject("namespaces").put("user", 2);
        processes.addObject().put("pid", 12).put("parent", 1).put("name", "containerd-shim").putObject("namespaces").put("user", 2);
        var html = page("a", status.toString(), null).replaceAll("\\s+", " ");
        assertTrue(html.contains("<span class=\"chip\">user 2</span> </span> <ul> <li><span class=\"process\"><b>containerd-shim</b>"),
                html);
    }
}
