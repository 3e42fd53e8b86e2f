package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.lab.Sentinels;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Root serves many users from one file, and all of them but one have put something else in the place of what is looked
 * at: each user at another place, all the same thing, one thing after the other.
 */
@DisplayName("I4 I8 I9: hostile homes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileHomesIT {
    private static final String SECRET = "rctl-s3cr3t";
    /** For a whole command over all users on a busy machine; a hang has no end. */
    private static final Duration BOUND = Duration.ofSeconds(120);
    private static final Path STATE = Path.of("/var/lib/rootlessctl");

    /** Below the home. What can be there at once is one user's; what hides all else of a user is another's. */
    private static final List<List<String>> PLACES = List.of(
            List.of(".config", ".docker", "containers", "bin"),
            List.of(".config/docker", ".docker/contexts", ".docker/run", ".bashrc", "bin/rootlesskit"),
            List.of(".config/docker/daemon.json", ".docker/contexts/meta", ".docker/run/docker.sock",
                    "bin/dockerd-rootless.sh"),
            List.of(".config/docker/rootless.env", ".docker/config.json", ".local/state/rootlessctl/dockerd.log"),
            List.of(".local"), List.of(".local/state"), List.of(".local/state/rootlessctl"),
            List.of(".local/state/rootlessctl/journal.json"), List.of(".local/state/rootlessctl/last-applied.json"),
            List.of(".local/state/rootlessctl/lock"));
    private static final List<List<String>> PLACES_OF_SYSTEMD = List.of(
            List.of(".config/systemd/user"), List.of(".config/systemd/user/docker.service.d"),
            List.of(".config/systemd/user/docker.service", ".config/systemd/user/docker.service.d/override.conf"));

    private final Map<List<String>, RootlessUser> hostile = new LinkedHashMap<>();
    /** All whom the file names. */
    private final List<RootlessUser> served = new ArrayList<>();
    private final List<RootlessUser> all = new ArrayList<>();
    private RootlessUser alice;
    private RootlessUser victim;
    private Path closed;
    private Path manifest;
    private boolean stateWasThere;
    private SortedMap<String, String> before;

    @BeforeAll
    void prepare() throws IOException {
        stateWasThere = Files.exists(STATE);
        closed = Files.createTempDirectory(Path.of("/root"), "rctl-closed");
        alice = user();
        victim = user();
        PLACES.forEach(places -> hostile.put(places, user()));
        PLACES_OF_SYSTEMD.forEach(places -> hostile.put(places, user()));
        served.add(alice);
        served.addAll(hostile.values());
        manifest = Files.writeString(closed.resolve("rootless.toml"), manifest());
        InProcess.run(closed, "apply", "-f", manifest.toString());
        var pack = new ArrayList<>(List.of("tar", "-C", "/", "-cf", closed.resolve("homes.tar").toString(),
                STATE.toString().substring(1)));
        served.forEach(user -> pack.add(user.home().toString().substring(1)));
        Commands.run(pack.toArray(String[]::new)).expect(0);
        seed();
        before = sentinels();
    }

    private RootlessUser user() {
        var user = RootlessUser.createWithout(Lack.RUNTIME_DIRECTORY);
        all.add(user);
        return user;
    }

    @AfterAll
    void clean() throws IOException {
        all.forEach(RootlessUser::close);
        if (closed != null) {
            Trees.delete(closed);
        }
        if (!stateWasThere) {
            Trees.delete(STATE);
        }
    }

    private String manifest() {
        var text = new StringBuilder("""
                schema = 1
                [daemon]
                state = "stopped"
                start = "manual"
                data-root = "~/containers"
                [daemon.settings]
                log-driver = "local"
                [network]
                mtu = 1500
                [client]
                context = "rootless"
                shell = ["bash"]
                [host]
                packages = "ignore"
                """);
        text.append("[[users]]\nname = \"").append(alice.name()).append("\"\n");
        hostile.forEach((places, user) -> {
            text.append("[[users]]\nname = \"").append(user.name()).append("\"\n");
            if (PLACES.contains(places)) {
                text.append("daemon.manager = \"direct\"\n");
            }
        });
        return text.toString();
    }

    /** Secrets where root can read them and the hostile users cannot, under all the names that are looked at. */
    private void seed() throws IOException {
        Commands.run("sh", "-c", """
                cd "$1" && chmod 0700 . && mkdir -m 0755 open && echo "$2" >open/secret && echo harmless >open/harmless
                chmod 0644 open/*; (umask 077; echo "$2" >secret)
                for place in docker/daemon.json docker.service.d/override.conf .config/docker/daemon.json \
                        rootlessctl/last-applied.json rootlessctl/journal.json daemon.json last-applied.json config.json \
                        rootless.env docker/rootless.env; do
                    mkdir -p "${place%/*}" "open/${place%/*}"
                    printf '{"log-driver":"%s","x":"%s"}' "$2" "$2" >"open/$place"
                    cp "open/$place" "$place"
                done""", "sh", closed.toString(), SECRET).expect(0);
        victim.write(victim.home().resolve("secret"), SECRET);
        victim.write(victim.home().resolve(".config/docker/daemon.json"), "{\"log-driver\":\"" + SECRET + "\"}");
        victim.run("chmod", "0600", "secret", ".config/docker/daemon.json").expect(0);
        Commands.run("usermod", "-p", "$6$" + SECRET + "$x", victim.name()).expect(0);
    }

    private void unchanged() {
        assertEquals("", Sentinels.differences(before, sentinels()));
    }

    private SortedMap<String, String> sentinels() {
        // The hard links that are made to these count there.
        var linked = List.of(closed.resolve("secret"), closed.resolve("open/harmless"));
        var seen = Sentinels.at(List.of(closed, victim.home(), Path.of("/etc")),
                path -> Sentinels.OTHERS.test(path) || linked.contains(path));
        linked.forEach(path -> seen.put(path.toString(), content(path)));
        for (var name : List.of("/etc/passwd", "/etc/shadow")) {
            seen.put(name, Commands.run("stat", "-c", "%a %u %g %h", name).expect(0).out()
                    + Commands.run("grep", "-c", "^" + victim.name() + ":", name).expect(0).out());
        }
        return seen;
    }

    private static String content(Path path) {
        return Commands.run("stat", "-c", "%a %u %g %s %Y", path.toString()).expect(0).out()
                + Commands.run("cat", path.toString()).expect(0).out();
    }

    @TestFactory
    Stream<DynamicTest> tricks() {
        return Stream.concat(Trick.all(closed, victim.home()).stream(), Trick.contents().stream())
                .map(trick -> DynamicTest.dynamicTest(trick.toString(), () -> {
                    begin();
                    put(trick);
                    served();
                    put(trick);
                    takenBack();
                }));
    }

    /** Every user has what an apply makes, and root knows of it. */
    private void begin() {
        Commands.run("mkdir", "-p", STATE.toString()).expect(0);
        var find = new ArrayList<>(List.of("find", STATE.toString()));
        served.forEach(user -> find.add(user.home().toString()));
        find.addAll(List.of("-mindepth", "1", "-delete"));
        Commands.run(find.toArray(String[]::new)).expect(0);
        Commands.run("tar", "-C", "/", "-xpf", closed.resolve("homes.tar").toString()).expect(0);
    }

    /** In all places, each by its own user, at the same time. */
    private void put(Trick trick) {
        var script = new StringBuilder("trick='cd \"$1\"; shift; for place in \"$@\"; do set -- \"$place\"\n"
                + "rm -rf \"$1\"; mkdir -p \"$(dirname \"$1\")\"; " + trick.script().replace("'", "'\\''") + "\ndone'\n");
        hostile.forEach((places, user) -> script.append(trick.byRoot() ? "" : "setpriv --reuid " + user.name() + " --regid "
                + user.name() + " --init-groups -- ").append("sh -euc \"$trick\" sh " + user.home() + " " + String.join(" ", places)
                + " &\npids=\"$pids $!\"\n"));
        Commands.run("sh", "-euc", "pids=\n" + script + "for pid in $pids; do wait $pid; done").expect(0);
    }

    /** Every command ends in time, tells no secret and changes nothing else; alice is served. */
    private void served() {
        alice.run("rm", "-rf", ".config/docker").expect(0);
        var plan = run("plan");
        assertTrue(plan.out().contains("daemon-json[" + alice.name() + "]"), plan.out());
        run("drift", "-o", "json").expect(2);
        run("status").expect(0);
        var applied = run("apply");
        assertTrue(List.of(0, 1, 3, 4).contains(applied.exit()), applied::out);
        assertTrue(history().out().contains("    " + manifest + " (sha256 "), "the history lists no apply");
        assertEquals("{\n    \"data-root\": \"" + alice.home() + "/containers\",\n    \"log-driver\": \"local\"\n}\n",
                alice.read(alice.home().resolve(".config/docker/daemon.json")), applied::out);
        unchanged();
    }

    /** No one keeps root from taking back what others have, or leads it elsewhere. */
    private void takenBack() {
        bounded("rollback", "--dry-run");
        bounded("uninstall", "--yes");
        assertFalse(Files.exists(alice.home().resolve(".config/docker/daemon.json")), "alice's settings are still there");
        unchanged();
    }

    @Test
    @DisplayName("root's working directory is no way around the closed directories above it")
    void workingDirectory() {
        begin();
        var user = hostile.get(PLACES.get(1));
        user.run("sh", "-euc", "rm -rf .config; ln -s /proc/self/cwd .config").expect(0);
        var plan = Commands.run(
                List.of(Project.LAUNCHER.toString(), "plan", "-f", manifest.toString()),
                Map.of("HOME", "/root", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), closed.resolve("open"), "").expect(0);
        assertTrue(plan.out().contains(user.name()), plan.out());
        discreet(plan);
    }

    @Test
    @DisplayName("a file that turns into links and back while root looks and writes")
    void swapped() throws IOException {
        begin();
        var swaps = List.of(swapping(PLACES.get(2), ".config/docker/daemon.json", "{}"),
                swapping(PLACES.get(1), ".bashrc", "# mine"), swapping(PLACES.get(6), ".local/state/rootlessctl/lock", ""),
                swapping(PLACES.get(0), ".config", ""));
        try {
            for (int i = 0; i < 10; i++) {
                alice.run("rm", "-rf", ".config/docker").expect(0);
                run("plan");
                run("apply");
                assertTrue(alice.read(alice.home().resolve(".config/docker/daemon.json")).contains("local"));
            }
            swaps.forEach(swap -> assertTrue(swap.isAlive(), "ended by itself"));
        } finally {
            swaps.forEach(Process::destroyForcibly);
        }
        unchanged();
    }

    /** A process that renames one thing after the other over the place, as fast as it can. */
    private Process swapping(List<String> owner, String place, String content) throws IOException {
        var script = "my ($p, $text, @links) = @ARGV; my $t = \"$p.swap\"; while (1) { for my $to (@links) {"
                + "unlink $t; symlink $to, $t; rename $t, $p or (rename $p, \"$p.dir$$\"); }"
                + "unlink $t; open(my $f, '>', $t); print $f $text; close $f; rename $t, $p; select(undef, undef, undef, 0.0001); }";
        var user = hostile.get(owner);
        return user.start(user.home().resolve("swap.log"), Map.of(), "perl", "-e", script,
                user.home().resolve(place).toString(), content, "/etc/shadow", closed + "/secret",
                victim.home() + "/secret", "/etc/passwd", victim.home() + "/.config", "/proc/self/cwd", closed + "/open");
    }

    @Test
    @DisplayName("sockets that listen and never answer")
    void silentSockets() throws IOException {
        begin();
        var servers = new ArrayList<ServerSocketChannel>();
        try {
            for (var entry : hostile.entrySet()) {
                for (var place : entry.getKey()) {
                    var path = entry.getValue().home().resolve(place);
                    Trees.delete(path);
                    Files.createDirectories(path.getParent());
                    servers.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)));
                    Commands.run("chown", entry.getValue().name(), path.toString()).expect(0);
                }
            }
            served();
        } finally {
            for (var server : servers) {
                server.close();
            }
        }
    }

    private Outcome history() {
        return bounded("history").expect(0);
    }

    private Outcome run(String... arguments) {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("-f", manifest.toString()));
        return bounded(command.toArray(String[]::new));
    }

    private Outcome bounded(String... arguments) {
        return discreet(assertTimeout(BOUND, () -> InProcess.run(closed, arguments)));
    }

    private static Outcome discreet(Outcome outcome) {
        assertFalse((outcome.out() + outcome.err()).contains(SECRET), outcome::toString);
        assertFalse(outcome.err().contains("defect"), outcome::err);
        return outcome;
    }
}
