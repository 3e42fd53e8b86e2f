package io.rootlessctl.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A copy of this host that is another distribution's, with that one's real package manager, as src/test/lab/foreign makes
 * it. It has its own files, devices and processes, and is gone with all of them when it is closed.
 */
public final class ForeignHost implements AutoCloseable {
    public static final String USER = "rctl-foreign";

    private static final Path RELEASES = Project.ROOT.resolve("src/test/resources/distributions");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path directory;
    private final Process keeper;

    private ForeignHost(Path directory, Process keeper) {
        this.directory = directory;
        this.keeper = keeper;
    }

    /** @param release one of those whose os-release is among the tests' distributions */
    public static ForeignHost create(String manager, String release) throws IOException {
        Requirements.check();
        var directory = Files.createTempDirectory("rctl-foreign");
        var log = directory.resolveSibling(directory.getFileName() + ".log");
        var keeper = new ProcessBuilder("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child",
                "src/test/lab/foreign", directory.toString(), manager,
                RELEASES.resolve(release).resolve("os-release").toString(), Project.ROOT.toString())
                .directory(Project.ROOT.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var host = new ForeignHost(directory, keeper);
        await().atMost(PATIENCE).until(() -> Files.readString(log).endsWith("ready\n") || !keeper.isAlive());
        if (!keeper.isAlive()) {
            throw new AssertionError("a host with " + manager + " could not be made: " + Files.readString(log));
        }
        Files.delete(log);
        return host;
    }

    public Outcome rootlessctl(String... arguments) {
        return run(Project.LAUNCHER.toString(), arguments);
    }

    /** Runs rootlessctl as the ordinary user. */
    public Outcome asUser(String... arguments) {
        var all = new ArrayList<>(List.of("--reuid", USER, "--regid", USER, "--init-groups", "env", "HOME=/home/" + USER,
                "USER=" + USER, "LOGNAME=" + USER, Project.LAUNCHER.toString()));
        all.addAll(List.of(arguments));
        return run("setpriv", all.toArray(String[]::new));
    }

    /** Runs a command as root. */
    public Outcome run(String program, String... arguments) {
        return input("", program, arguments);
    }

    public Outcome input(String input, String program, String... arguments) {
        return Commands.run(entered(program, arguments), ENVIRONMENT, Path.of("/"), input, LIMIT);
    }

    /** Starts a command as root and leaves it running; all its output goes to the file, which is not the copy's. */
    public Process start(Path log, String program, String... arguments) throws IOException {
        var builder = new ProcessBuilder(entered(program, arguments)).directory(Path.of("/").toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return builder.start();
    }

    public void write(String path, String content) {
        input(content, "tee", path).expect(0);
    }

    public boolean has(String path) {
        return run("test", "-e", path).exit() == 0;
    }

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HOME", "/root", "USER", "root", "LOGNAME", "root", "PATH", Project.PATH, "LANG", "C.UTF-8");

    private List<String> entered(String program, String... arguments) {
        var first = keeper.children().findFirst().orElseThrow(() -> new AssertionError("the copy of this host is gone"));
        var all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(first.pid()), "--mount", "--pid",
                "chroot", directory.resolve("root").toString(), program));
        all.addAll(List.of(arguments));
        return all;
    }

    @Override
    public void close() throws IOException {
        keeper.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !keeper.isAlive());
        Files.delete(directory);
    }
}
