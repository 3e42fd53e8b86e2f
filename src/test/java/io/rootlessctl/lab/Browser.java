package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen. Fails where it is not installed: packaging/test installs it. */
public final class Browser implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("\"method\":\"Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]*)");
    private static final String AXE = "/axe.min.js";

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    public static Browser start() throws IOException {
        var profile = Files.createTempDirectory("rctl-browser");
        var options = new ChromeOptions();
        options.setBinary(program("chromium").toString());
        // Root's Chromium has no sandbox; what it opens is made here.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--no-first-run", "--force-device-scale-factor=1", "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder().usingDriverExecutable(program("chromedriver").toFile())
                .usingAnyFreePort().build();
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2)).pageLoadTimeout(Duration.ofMinutes(2));
        return new Browser(profile, driver);
    }

    private static Path program(String name) {
        return Stream.of((Project.PATH + ":/snap/bin").split(":")).map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new AssertionError(name + ": not there; packaging/test installs it"));
    }

    public void open(Path page) {
        requests();
        driver.get(page.toUri().toString());
    }

    /** @param scheme {@code light} or {@code dark}, what the reader prefers */
    public void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "", "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public void print() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    /** From the next page on. */
    public void withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    public void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    public WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The texts that are to be seen. */
    public List<String> texts(String selector) {
        return all(selector).stream().map(WebElement::getText).toList();
    }

    public String text() {
        return one("body").getText();
    }

    /** What the page has written to the console, and what the browser has to say against it. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(Object::toString).toList();
    }

    /** What was asked for since the page was opened, itself first, over the network or from files. */
    public List<String> requests() {
        var urls = new ArrayList<String>();
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().forEach(entry -> {
            var request = REQUEST.matcher(entry.getMessage());
            if (request.find()) {
                urls.add(request.group(1));
            }
        });
        return urls;
    }

    /** What axe finds against the page as it is now, {@code color-contrast: ...}; empty when all is well. */
    public List<String> obstacles() throws IOException {
        try (var stream = Browser.class.getResourceAsStream(AXE)) {
            driver.executeScript(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        var found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations.map(one =>
                  one.id + ': ' + one.help + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' '))));
                """);
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    /** What is in the window, for people to look at. */
    public void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        Trees.delete(profile);
    }
}
