package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A whole Debian with systemd, cgroup v2 and real logins, the product installed in it. Its users are root, alice and bob,
 * and carol, who has no sub-ids; Docker is installed, and the rootful one is off.
 *
 * <p>Needs root; src/test/lab/README.md tells how to get a shell in it.
 */
public final class VirtualHost implements AutoCloseable {
    /** The first time an image is made, which downloads some 300 MB. */
    private static final Duration START = Duration.ofMinutes(15);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** What runs; whoever ends this process, by Ctrl-C too, leaves none of it behind. */
    private static final Set<VirtualHost> RUNNING = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending = true;
            closeAll(RUNNING);
        }));
    }

    private final Kernel kernel;
    private final Path directory;

    private VirtualHost(Kernel kernel, Path directory) {
        this.kernel = kernel;
        this.directory = directory;
    }

    /** Whose kernel a virtual host has. */
    enum Kernel {
        /** That of the host it runs on: a system container, as fast as its host, with no modules and no AppArmor. */
        SHARED("container"),
        /** Its own, on an emulated machine, where everything takes many times as long. */
        OWN("vm");

        private final String script;

        Kernel(String script) {
            this.script = Project.ROOT.resolve("src/test/lab").resolve(script).toString();
        }
    }

    /** What a scenario starts from. */
    enum State {
        /** Nobody is logged in, nothing is set up, the product was run once. */
        CLEAN,
        /** Alice has a daemon as an empty manifest declares it, with the image {@code bb}; her systemd lingers. */
        DAEMON;

        private String saved() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A host that has its states saved, and is halted: for {@link #copy}. On an emulated machine, where a daemon takes a
     * minute to make, that is {@link State#CLEAN} alone.
     *
     * @param suite of Debian: {@code trixie}, {@code bookworm}
     */
    static VirtualHost prepare(Kernel kernel, String suite) {
        return started(kernel, host -> {
            host.vm(START, "start", suite).expect(0);
            host.install();
            // Once from the disk, so that no scenario waits for it; dockerd gives its containerd 15 s to start.
            host.user("root").run("echo schema = 1 >warm.toml; rootlessctl plan -f warm.toml; rm warm.toml").expect(0);
            host.user("root").run("PATH=$PATH:/usr/sbin:/sbin; "
                    + "cat $(which dockerd containerd docker rootlesskit slirp4netns iptables) >/dev/null").expect(0);
            host.save(State.CLEAN);
            if (kernel == Kernel.SHARED) {
                host.makeDaemon();
                host.save(State.DAEMON);
            }
            host.vm(LIMIT, "halt").expect(0);
        });
    }

    private void makeDaemon() {
        user("root").run("loginctl enable-linger alice").expect(0);
        var alice = user("alice");
        alice.declare("");
        alice.apply().expect(0);
        alice.importBusybox();
    }

    /** Another machine with the same saved states. */
    VirtualHost copy() {
        return started(kernel, host -> Commands.run(List.of(kernel.script, "copy", directory.toString(), host.directory.toString(),
                State.CLEAN.saved()), System.getenv(), Project.ROOT, "", LIMIT).expect(0));
    }

    private static VirtualHost started(Kernel kernel, Consumer<VirtualHost> start) {
        try {
            // Not in target: a path of a socket may have 107 bytes.
            var host = new VirtualHost(kernel, Files.createTempDirectory(Path.of("/tmp"), "rctl-vm."));
            RUNNING.add(host);
            if (ending) {
                host.close();
                throw new AssertionError("the tests are being ended");
            }
            try {
                start.accept(host);
                return host;
            } catch (AssertionError problem) {
                host.keepEvidence(ScenarioTimes.DIRECTORY.resolve("preparation"), problem.toString());
                host.close();
                throw problem;
            }
        } catch (IOException problem) {
            throw new UncheckedIOException("a directory for the virtual host: " + problem.getMessage(), problem);
        }
    }

    private void save(State state) {
        vm(LIMIT, "save", state.saved()).expect(0);
    }

    /** Takes everything to this state; a container starts with its files, a machine goes on with its memory. */
    void restore(State state) {
        vm(LIMIT, "load", state.saved()).expect(0);
        if (state == State.DAEMON) {
            user("alice").run("timeout 60 sh -c 'until docker -H unix:///run/user/$(id -u)/docker.sock version; "
                    + "do sleep 0.1; done' >/dev/null 2>&1").expect(0);
        }
    }

    /** Installs the package, over the one that is there, as an administrator would. */
    public void install() {
        vm(LIMIT, "install").expect(0);
    }

    /** Restarts the guest, as an administrator would. */
    public void reboot() {
        vm(LIMIT, "reboot").expect(0);
    }

    /** The first command of an ordinary user is a login, which lasts as long as this state of the host. */
    public VirtualUser user(String name) {
        return new VirtualUser(this, name);
    }

    /** Runs the line in the user's shell, over ssh. */
    Outcome run(String user, String line, String input) {
        return Commands.run(command("run", user, line), System.getenv(), Project.ROOT, input, LIMIT);
    }

    /** Writes down what tells why a scenario failed: console, journal, and rootlessctl's own journals and state. */
    public void keepEvidence(Path into, String failure) {
        try {
            Files.createDirectories(into);
            Files.writeString(into.resolve("failure.txt"), failure);
            if (Files.exists(directory.resolve("console.log"))) {
                Files.copy(directory.resolve("console.log"), into.resolve("console.log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(into.resolve("journal.txt"),
                    run("root", "journalctl --no-pager -b -o short-precise", "").out());
            Files.writeString(into.resolve("rootlessctl.txt"), run("root",
                    "find /home/*/.local/state/rootlessctl /var/lib/rootlessctl -type f -print -exec cat {} \\;", "").out());
        } catch (IOException problem) {
            throw new UncheckedIOException(into + ": " + problem.getMessage(), problem);
        }
    }

    @Override
    public void close() {
        RUNNING.remove(this);
        vm(LIMIT, "stop").expect(0);
    }

    /** Ends each, whatever becomes of another; then fails with what went wrong first. */
    static void closeAll(Collection<VirtualHost> hosts) {
        var problems = new ArrayList<AssertionError>();
        for (var host : hosts) {
            try {
                host.close();
            } catch (AssertionError problem) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            var first = problems.removeFirst();
            problems.forEach(first::addSuppressed);
            throw first;
        }
    }

    private Outcome vm(Duration limit, String action, String... arguments) {
        return Commands.run(command(action, arguments), System.getenv(), Project.ROOT, "", limit);
    }

    private List<String> command(String action, String... arguments) {
        var command = new ArrayList<>(List.of(kernel.script, action, directory.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
