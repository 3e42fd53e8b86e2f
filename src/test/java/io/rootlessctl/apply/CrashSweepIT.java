package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Snapshot;
import io.rootlessctl.lab.Strace;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The real process gets SIGKILL at every rename of a full apply: before a step's intent is on disk, before the step's own
 * file is, and before its end is.
 */
class CrashSweepIT {
    private static final String STATE = ".local";
    private static final Path OWN = Path.of("/var/lib/rootlessctl");
    private static final String USER_PART = """
            [daemon]
            state = "stopped"
            data-root = "~/containers"
            [daemon.settings]
            log-driver = "local"
            debug = true
            [network]
            mtu = 1500
            [client]
            context = "rootless"
            shell = ["bash", "fish"]
            """;
    /** What nobody but the user has written, by file. */
    private static final Map<String, String> FOREIGN = new TreeMap<>(Map.of(
            ".config/docker/daemon.json", "\"labels\" :[ \"a=b\"]", ".bashrc", "alias ll='ls -l'\n",
            ".docker/config.json", "\"psFormat\": \"{{.ID}}\""));

    /** What a sweep has come to. */
    private static final class Figures {
        private int steps;
        private int kills;
        private final List<String> torn = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();

        void print(String what) {
            System.out.println("crash sweep, " + what + ": " + steps + " renames, " + kills + " kills, " + torn.size()
                    + " torn files, " + lost.size() + " lost foreign keys");
            assertEquals(List.of(), torn);
            assertEquals(List.of(), lost);
            assertTrue(kills >= steps, what + ": " + kills + " kills at " + steps + " renames");
        }
    }

    @Test
    @DisplayName("O4: killed at every step of a user's apply: apply gets to the end, rollback to what was there before")
    void userSide() throws IOException {
        try (var user = RootlessUser.create()) {
            prepared(user);
            sweep("a user's apply", user, List.of(user.home()), strace -> user.run(
                    strace.of("/dev/null", Project.LAUNCHER.toString(), "apply", "-f", "rootless.toml")),
                    user::rootlessctl);
        }
    }

    @Test
    @DisplayName("O4 I4: killed at every step of root's apply for a user, host and user side")
    void hostSide() throws IOException {
        // What other applies have left on this host is not to be taken back.
        try (var user = RootlessUser.createWithout(Lack.SUB_IDS); var found = Snapshot.of(OWN)) {
            Trees.delete(OWN);
            prepared(user);
            var manifest = user.home().resolve("rootless.toml");
            user.write(manifest, "schema = 1\n" + USER_PART + "[limits]\nnofile = 65536\n[[users]]\nname = \"" + user.name() + "\"\n");
            var places = List.of(user.home(), Path.of("/etc/subuid"), Path.of("/etc/subgid"),
                    Path.of("/etc/security/limits.d"), OWN);
            sweep("root's apply", user, places, strace -> asRoot(
                    strace.of("/dev/null", Project.LAUNCHER.toString(), "apply", "-f", manifest.toString())),
                    arguments -> Project.asRoot(withPath(arguments, manifest)));
            found.restore();
        }
    }

    private static Outcome asRoot(String... command) {
        return Commands.run(List.of(command), Map.of("HOME", "/root", "USER", "root", "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), Path.of("/"), "");
    }

    private static String[] withPath(String[] arguments, Path manifest) {
        var all = new ArrayList<>(List.of(arguments));
        all.replaceAll(argument -> argument.equals("rootless.toml") ? manifest.toString() : argument);
        return all.toArray(String[]::new);
    }

    private interface Rootlessctl {
        Outcome run(String... arguments);
    }

    private static void sweep(
            String what, RootlessUser user, List<Path> places, Function<Strace, Outcome> apply, Rootlessctl rootlessctl)
            throws IOException {
        var figures = new Figures();
        try (var start = Snapshot.of(places.toArray(Path[]::new))) {
            var before = Home.of(user, places);
            rootlessctl.run("apply", "-f", "rootless.toml").expect(0);
            var goal = Home.of(user, places);
            try {
                for (boolean killed = true; killed; ) {
                    start.restore();
                    figures.steps++;
                    killed = apply.apply(Strace.signalAt("KILL", figures.steps)).exit() == 137;
                    figures.kills += killed ? 1 : 0;
                    var step = what + ", rename " + figures.steps;
                    figures.torn.addAll(Home.of(user, places).torn(before, goal).stream().map(file -> step + ": " + file).toList());
                    figures.lost.addAll(lost(user).stream().map(file -> step + ": " + file).toList());
                    goesOnAndBack(step, user, places, rootlessctl, before, goal);
                }
            } finally {
                start.restore();
            }
            figures.steps--;
        }
        figures.print(what);
    }

    private static void goesOnAndBack(
            String step, RootlessUser user, List<Path> places, Rootlessctl rootlessctl, Home before, Home goal)
            throws IOException {
        try (var crashed = Snapshot.of(places.toArray(Path[]::new))) {
            rootlessctl.run("apply", "-f", "rootless.toml").expect(0);
            assertEquals(List.of(), Home.of(user, places).since(goal), step + ", apply");
            assertEquals(List.of(), left(user), step + ", apply");
            crashed.restore();
            var rollback = rootlessctl.run("rollback", "--yes");
            boolean nothingBegun = rollback.exit() == 1 && rollback.err().contains("the history has no apply");
            assertTrue(rollback.exit() == 0 || nothingBegun, () -> step + ": " + rollback.err() + rollback.out());
            assertEquals(List.of(), Home.of(user, places).since(before), step + ", rollback");
            assertEquals(List.of(), nothingBegun ? List.of() : left(user), step + ", rollback");
        }
    }

    /** Drafts that nobody will ever finish. */
    private static List<String> left(RootlessUser user) throws IOException {
        try (var files = Files.walk(user.home())) {
            return files.map(Path::toString).filter(file -> file.endsWith(".rootlessctl")).toList();
        }
    }

    /** Everything that is not rootlessctl's own, each file with a digest, and of the files of ids the user's lines. */
    private record Home(Map<String, String> entries) {
        static Home of(RootlessUser user, List<Path> places) throws IOException {
            var entries = new TreeMap<>(Listing.of(user.home()).without(STATE).entries());
            for (var place : places) {
                if (Files.isRegularFile(place)) {
                    try (var lines = Files.lines(place)) {
                        entries.put(place.toString(), lines.filter(line -> line.startsWith(user.name() + ":")).toList().toString());
                    }
                } else if (place.startsWith("/etc")) {
                    Listing.of(place).entries().forEach((name, value) -> entries.put(place + "/" + name, value));
                }
            }
            return new Home(entries);
        }

        List<String> since(Home other) {
            return new Listing(entries).since(new Listing(other.entries));
        }

        /** What is neither as it was nor as it is to be; a draft beside its file is no file yet. */
        List<String> torn(Home before, Home goal) {
            var names = new TreeSet<>(entries.keySet());
            names.addAll(before.entries.keySet());
            return names.stream().filter(name -> !name.endsWith(".rootlessctl"))
                    .filter(name -> !String.valueOf(entries.get(name)).equals(String.valueOf(before.entries.get(name))))
                    .filter(name -> !String.valueOf(entries.get(name)).equals(String.valueOf(goal.entries.get(name)))).toList();
        }
    }

    private static List<String> lost(RootlessUser user) throws IOException {
        var lost = new ArrayList<String>();
        for (var foreign : FOREIGN.entrySet()) {
            if (!Files.readString(user.home().resolve(foreign.getKey())).contains(foreign.getValue())) {
                lost.add(foreign.getKey());
            }
        }
        return lost;
    }

    private static void prepared(RootlessUser user) {
        user.write(user.home().resolve("rootless.toml"), "schema = 1\n" + USER_PART);
        user.write(user.home().resolve(".bashrc"), "alias ll='ls -l'\n\n# no line end");
        user.write(user.home().resolve(".config/docker/daemon.json"),
                "{\"labels\" :[ \"a=b\"],\n\t \"log-driver\":\t\"json-file\" }\n\n");
        user.write(user.home().resolve(".docker/config.json"), "{ \"psFormat\": \"{{.ID}}\" }");
    }

    @Test
    @DisplayName("O4 I6: killed while the daemon is stopped, started and waited for, told by plan, and it goes on or back")
    void withADaemon() throws IOException {
        for (var at : List.of("StopDirect", "StartDirect", "AwaitReady")) {
            try (var user = RootlessUser.create()) {
                prepared(user);
                var first = "schema = 1\n[network]\nmtu = 1500\n";
                user.write(user.home().resolve("rootless.toml"), first);
                user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
                user.write(user.home().resolve("second.toml"), first.replace("1500", "1400"));
                killed(user, at);
                var plan = user.rootlessctl("plan", "-f", "second.toml").expect(0);
                assertTrue(plan.err().contains("was cut off"), plan.err());
                if (at.equals("AwaitReady")) {
                    user.rootlessctl("apply", "-f", "second.toml").expect(0);
                    user.rootlessctl("drift", "-f", "second.toml").expect(0);
                } else {
                    user.rootlessctl("rollback", "--yes").expect(0);
                    user.rootlessctl("drift", "-f", "rootless.toml").expect(0);
                }
                assertEquals("", user.rootlessctl("plan", "-f", "second.toml").expect(0).err());
                user.docker("info").expect(0);
            }
        }
    }

    private static void killed(RootlessUser user, String at) throws IOException {
        var journal = user.home().resolve(".local/state/rootlessctl/journal.json");
        var running = user.start(user.home().resolve("apply.log"), Map.of(), Project.LAUNCHER.toString(), "apply", "-f",
                "second.toml");
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(journal).contains("\"step\":\"" + at + "\"")
                        && Files.readString(journal).contains("\"result\":null"));
        running.destroyForcibly().onExit().join();
    }
}
