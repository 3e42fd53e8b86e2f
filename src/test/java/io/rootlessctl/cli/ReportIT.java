package io.rootlessctl.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Browser;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.report.FleetSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Reports in a real browser: of a real daemon, of a thousand hosts, and of hosts that mean harm. */
class ReportIT {
    /** Screenshots, for people. */
    private static final Path PICTURES = Path.of("target/report");

    @TempDir
    private Path directory;

    @Test
    @DisplayName("O6 O7: the page of a real daemon has its ids, namespaces, network and drift, for every reader")
    void host() throws IOException {
        try (var user = RootlessUser.create(); var browser = Browser.start()) {
            user.write(user.home().resolve("rootless.toml"),
                    "schema = 1\n[daemon.settings]\nlog-driver = \"local\"\n[network]\nmtu = 1400\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            user.importBusybox("bb");
            user.docker("run", "-d", "--name", "web", "bb", "sleep", "600").expect(0);
            user.write(user.home().resolve(".config/docker/daemon.json"), "{\"log-driver\": \"json-file\", \"mtu\": 1400}");
            var written = user.rootlessctl("report", "-f", "rootless.toml", "--html", "report.html").expect(0);
            assertEquals("", written.out() + written.err());

            browser.size(1280, 900);
            browser.open(user.home().resolve("report.html"));
            var text = browser.text();
            for (var part : List.of(user.name() + ": running", "1 field not as declared", Long.toString(user.uid()),
                    "subordinate ids", "all other users", "MTU 1400", "slirp4netns", "builtin", "dockerd", "containerd-shim",
                    "sleep", "daemon-json[" + user.name() + "]", "\"json-file\"", "\"local\"")) {
                assertTrue(text.contains(part), () -> part + " is not in:\n" + text);
            }
            namespaces(browser);
            wellMade(browser, "host");
            fleetOfOne(user, browser);
            asReadmeShows(user, browser);
        }
    }

    /** dockerd is in the frame of RootlessKit's child, and the container's process in one of its own within. */
    private static void namespaces(Browser browser) {
        var frames = browser.all(".tree .apart");
        assertTrue(frames.size() >= 2, () -> "found only " + frames.size() + " frames");
        var child = browser.one(".tree > li > ul > .apart").getText();
        assertTrue(child.contains("user 40") && child.contains("net 40") && child.contains("dockerd"), child);
        var container = browser.one(".tree .apart .apart").getText();
        assertTrue(container.contains("sleep") && container.contains("pid 40"), container);
    }

    private void fleetOfOne(RootlessUser user, Browser browser) throws IOException {
        for (var output : List.of("status", "plan")) {
            Files.writeString(directory.resolve("h1." + output + ".json"),
                    user.rootlessctl(output, "-f", "rootless.toml", "-o", "json").expect(0).out());
        }
        var page = directory.resolve("fleet.html");
        Project.asRoot("report", "--fleet", directory.toString(), "--html", page.toString()).expect(0);
        browser.open(page);
        var row = browser.one("#hosts tbody tr").getText();
        assertTrue(row.startsWith("h1 not as declared 1 0 1 of 1 "), row);
        browser.one("#hosts tbody a").click();
        await().until(() -> browser.one(".each").getText().contains("\"json-file\""));
        wellMade(browser, "fleet-of-one");
    }

    /** Where "on each host" and "where they are all" are one place. */
    private static void asReadmeShows(RootlessUser user, Browser browser) throws IOException {
        var script = "PATH=" + Project.LAUNCHER.getParent() + ":$PATH; mkdir reports; " + String.join("\n", ReadmeBlock.REPORTS.commands())
                .replace("rootlessctl report ", "mv web1.* reports; rootlessctl report ");
        user.run("sh", "-euc", script).expect(0);
        browser.open(user.home().resolve("fleet.html"));
        assertTrue(browser.one("#hosts tbody tr").getText().startsWith("web1 not as declared 1 0 1 of 1 "));
    }

    /** Light, dark, narrow and on paper: no obstacle, nothing cut off, nothing loaded, nothing to complain of. */
    private static void wellMade(Browser browser, String name) throws IOException {
        var colours = new java.util.HashSet<Object>();
        for (var scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            colours.add(browser.script("return getComputedStyle(document.body).backgroundColor"));
            assertEquals(List.of(), browser.obstacles(), scheme);
            browser.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
        }
        assertEquals(2, colours.size(), colours::toString);
        browser.size(360, 740);
        browser.picture(PICTURES.resolve(name + "-narrow.png"));
        assertTrue((long) browser.script("return document.documentElement.scrollWidth") <= 360, "wider than the screen");
        assertEquals(List.of(), browser.obstacles(), "narrow");
        browser.size(1280, 900);
        browser.print();
        browser.picture(PICTURES.resolve(name + "-print.png"));
        browser.prefer("light");
        assertEquals(List.of(), browser.complaints());
        assertEquals(List.of(), browser.requests().stream().filter(url -> !url.startsWith("data:")).skip(1).toList(), "the page alone");
    }

    @Test
    @DisplayName("O2 O6: a thousand hosts are sorted and filtered, a file that cannot be read is a row")
    void aThousandHosts() throws IOException {
        FleetSamples.write(directory, 1000);
        Files.writeString(directory.resolve("broken.json"), "{\"formatVersion\"");
        var page = directory.resolve("fleet.html");
        var written = Project.asRoot("report", "--fleet", directory.toString(), "--html", page.toString()).expect(1);
        assertTrue(written.err().startsWith("rootlessctl: report: broken.json: line 1, column "), written.err());
        try (var browser = Browser.start()) {
            browser.size(1440, 900);
            browser.open(page);
            browser.picture(PICTURES.resolve("thousand.png"));
            browser.size(1280, 900);
            assertTrue((boolean) browser.script("var table = document.querySelector('.tall'); return table.scrollWidth <= table.clientWidth"),
                    "the table is wider than a small desktop");
            assertEquals("1,001 of 1,001 hosts", browser.one("#shown").getText());
            assertEquals(List.of("10\nfailed", "1\nnot read", "40\nnot as declared", "950\nas declared"), browser.texts("#tiles button"));
            assertEquals("web100", first(browser));
            sorts(browser);
            filters(browser);
            assertEquals(List.of(), browser.complaints());
            browser.prefer("dark");
            browser.picture(PICTURES.resolve("thousand-dark.png"));
            readsWithoutScripts(browser, page);
        }
    }

    private static String first(Browser browser) {
        return browser.one("#hosts tbody tr:not([hidden]) a").getText();
    }

    private static void sorts(Browser browser) {
        var host = browser.one("#hosts thead th:nth-child(1) button");
        host.click();
        assertEquals("broken", first(browser));
        assertEquals("ascending", browser.one("#hosts thead th:nth-child(1)").getAttribute("aria-sort"));
        host.sendKeys(Keys.ENTER);
        assertEquals("web1000", first(browser), "by the keyboard, and web1000 is after web999");
        assertEquals("descending", browser.one("#hosts thead th:nth-child(1)").getAttribute("aria-sort"));
        var fields = browser.one("#hosts thead th:nth-child(3) button");
        fields.click();
        fields.click();
        var counts = browser.texts("#hosts tbody tr:nth-child(-n+41) td:nth-child(3)");
        assertEquals("10", counts.getFirst(), "numbers as numbers, the greatest first");
        assertEquals("", browser.texts("#hosts tbody tr:last-child td:nth-child(3)").getFirst(), "unknown last");
        assertEquals(1, browser.all("#hosts thead [aria-sort]").size());
    }

    private static void filters(Browser browser) throws IOException {
        var filter = browser.one("#filter");
        filter.sendKeys("pasta");
        await().until(() -> browser.one("#shown").getText().equals("20 of 1,001 hosts"));
        assertEquals(20L, browser.script("return document.querySelectorAll('.each:not([hidden])').length"));
        browser.picture(PICTURES.resolve("thousand-filtered.png"));
        filter.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        filter.sendKeys("web1 ", "log-driver");
        await().until(() -> !browser.one("#shown").getText().startsWith("20 "));
        filter.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        await().until(() -> browser.one("#shown").getText().equals("1,001 of 1,001 hosts"));
        var tile = browser.all("#tiles button").get(2);
        tile.click();
        assertEquals("40 of 1,001 hosts", browser.one("#shown").getText());
        assertEquals("true", tile.getAttribute("aria-pressed"));
        browser.one("#hosts tbody tr:not([hidden]) a").click();
        await().until(() -> !browser.all(".each[open] .diff").isEmpty());
        browser.picture(PICTURES.resolve("thousand-opened.png"));
        tile.click();
        assertEquals("1,001 of 1,001 hosts", browser.one("#shown").getText());
    }

    private static void readsWithoutScripts(Browser browser, Path page) throws IOException {
        browser.prefer("light");
        browser.withoutScripts();
        browser.open(page);
        assertEquals(1001, browser.all("#hosts tbody tr").size());
        assertFalse(browser.one("#controls").isDisplayed(), "what would not work is not shown");
        assertEquals(0, browser.all("#hosts button, #tiles button").size());
        browser.one(".each summary").click();
        assertTrue(browser.one(".each .facts").isDisplayed());
        browser.picture(PICTURES.resolve("thousand-without-scripts.png"));
    }

    @Test
    @DisplayName("O6: no name, value or log line of a host runs in the page or loads anything")
    void hostsThatMeanHarm() throws IOException {
        FleetSamples.write(directory, 20);
        var tricks = FleetSamples.tricks();
        for (int i = 0; i < tricks.size(); i++) {
            Files.writeString(directory.resolve("evil" + i + ".status.json"), FleetSamples.poisoned(FleetSamples.status(), tricks.get(i)));
            Files.writeString(directory.resolve("evil" + i + ".plan.json"),
                    FleetSamples.poisoned(FleetSamples.plan("plan-mixed.json"), tricks.get(i)));
        }
        Files.writeString(directory.resolve("<img src=x onerror=window.pwned=1>.json"), "<script>window.pwned=1</script>");
        var page = directory.resolve("fleet.html");
        Project.asRoot("report", "--fleet", directory.toString(), "--html", page.toString()).expect(1);
        try (var browser = Browser.start()) {
            browser.size(1280, 900);
            browser.open(page);
            assertEquals((long) 21 + tricks.size(), browser.script("return document.querySelectorAll('#hosts tbody tr').length"));
            browser.script("document.querySelectorAll('details').forEach(one => one.open = true)");
            assertNull(browser.script("return window.pwned"));
            assertEquals(1L, browser.script("return document.scripts.length"));
            assertEquals(0L, browser.script("return document.images.length"));
            assertEquals(0L, browser.script("return Array.from(document.querySelectorAll('*'))"
                    + ".filter(one => Array.from(one.attributes).some(each => each.name.startsWith('on'))).length"));
            assertTrue(browser.text().contains("<script>window.pwned = 1</script>"), "shown as it is");
            wellMade(browser, "harm");
            // Even one that got in would not run.
            browser.script("const one = document.createElement('script'); one.textContent = 'window.pwned = 1'; document.body.append(one)");
            assertNull(browser.script("return window.pwned"));
            assertNotEquals(List.of(), browser.complaints());
        }
    }
}
