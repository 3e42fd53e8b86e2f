package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import io.rootlessctl.lab.Sentinels;
import io.rootlessctl.lab.Trees;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Five users of one host from one file, with real daemons and no systemd; nobody has sub-ids at first, and one has no account. */
class FiveUsersIT {
    private static final Path STATE = Path.of("/var/lib/rootlessctl");
    private static final List<String> SECTIONS = List.of(
            "", "[users.network]\nmtu = 1400\n", "[users.daemon]\ndata-root = \"~/elsewhere\"\n",
            "[users.daemon.settings]\nlog-driver = \"local\"\n", "create = true\n[users.client]\ncontext = \"mine\"\nshell = [\"bash\"]\n");

    private final List<RootlessUser> users = new ArrayList<>();
    private boolean stateWasThere;
    private Path directory;
    private Path file;

    @BeforeEach
    void create() throws IOException {
        stateWasThere = Files.exists(STATE);
        directory = Files.createTempDirectory(Path.of("/root"), "rctl-five");
        file = directory.resolve("rootless.toml");
        for (int i = 0; i < SECTIONS.size(); i++) {
            users.add(RootlessUser.createWithout(Lack.SUB_IDS, Lack.RUNTIME_DIRECTORY));
        }
        // Known by name and number, and to be created again: useradd goes on from the highest number there is.
        Commands.run("userdel", "--remove", "--", users.getLast().name()).expect(0);
    }

    @AfterEach
    void remove() throws IOException {
        users.forEach(RootlessUser::close);
        Trees.delete(directory);
        if (!stateWasThere) {
            Trees.delete(STATE);
        }
    }

    @Test
    @DisplayName("I4 I9 P2 O1: five daemons, one for a user who is created, apart from one another; one that fails does not stop the others")
    void fiveUsers() throws IOException {
        declare(SECTIONS);
        root("apply").expect(0);
        var processes = dockerds();
        rangesAreApart(processes);
        nobodyReachesAnother();
        settings();
        leavesEverythingAsItIs(processes);
        oneUserAlone();
        troubledUsersDoNotStopTheOthers();
    }

    private void declare(List<String> sections) throws IOException {
        var text = new StringBuilder("schema = 1\n[host]\npackages = \"ignore\"\n");
        for (int i = 0; i < users.size(); i++) {
            text.append("[[users]]\nname = \"").append(users.get(i).name()).append("\"\n").append(sections.get(i));
        }
        Files.writeString(file, text);
    }

    private Outcome root(String... arguments) {
        return Project.asRoot(Stream.concat(Stream.of(arguments), Stream.of("-f", file.toString())).toArray(String[]::new));
    }

    /** By user, found among that user's own processes. */
    private SortedMap<String, Long> dockerds() throws IOException {
        var found = new TreeMap<String, Long>();
        for (var user : users) {
            for (var pid : user.processes()) {
                if (Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("dockerd")) {
                    found.put(user.name(), pid);
                }
            }
        }
        assertEquals(users.size(), found.size(), found::toString);
        return found;
    }

    private void rangesAreApart(SortedMap<String, Long> processes) throws IOException {
        var taken = new ArrayList<long[]>();
        for (var user : users) {
            var map = Files.readAllLines(Path.of("/proc/" + processes.get(user.name()) + "/uid_map")).stream()
                    .map(line -> line.strip().split("\\s+")).toList();
            assertEquals(List.of("0", Long.toString(user.uid()), "1"), List.of(map.getFirst()));
            long start = Long.parseLong(map.get(1)[1]);
            long end = start + Long.parseLong(map.get(1)[2]);
            assertTrue(end - start >= 65536);
            taken.forEach(other -> assertTrue(end <= other[0] || start >= other[1], "ranges overlap"));
            taken.add(new long[] {start, end});
        }
    }

    private void nobodyReachesAnother() {
        for (var user : users) {
            for (var other : users) {
                boolean own = user == other;
                var socket = user.run("docker", "-H", "unix://" + other.socket(), "version");
                assertEquals(own, socket.exit() == 0, socket::toString);
                var data = user.run("ls", dataRoot(other) + "/");
                assertEquals(own, data.exit() == 0, data::toString);
                var state = user.run("cat", other.home() + "/.local/state/rootlessctl/last-applied.json");
                assertEquals(own, state.exit() == 0, state::toString);
            }
        }
    }

    private Path dataRoot(RootlessUser user) {
        return user.home().resolve(user == users.get(2) ? "elsewhere" : ".local/share/docker");
    }

    private void settings() {
        assertEquals(dataRoot(users.get(2)) + "\n", users.get(2).docker("info", "-f", "{{.DockerRootDir}}").expect(0).out());
        assertEquals("local\n", users.get(3).docker("info", "-f", "{{.LoggingDriver}}").expect(0).out());
        assertEquals("mine\n", users.get(4).run("docker", "context", "show").expect(0).out());
    }

    /** By root and by a user: no process is new and no file has another byte, owner, time or inode. */
    private void leavesEverythingAsItIs(SortedMap<String, Long> processes) throws IOException {
        var before = files();
        assertTrue(root("apply").expect(0).out().contains("Converged"));
        assertEquals("", root("drift").expect(0).out());
        assertEquals("", Sentinels.differences(before, files()));
        var copy = Files.copy(file, users.getFirst().home().resolve("rootless.toml"));
        before = files();
        assertTrue(users.getFirst().rootlessctl("apply", "-f", copy.toString()).expect(0).out().contains("Converged"));
        assertEquals("", Sentinels.differences(before, files()));
        assertEquals(processes, dockerds());
    }

    /** Without what the daemons themselves write, and without the accounts, which others may add to meanwhile. */
    private SortedMap<String, String> files() {
        var roots = new ArrayList<>(List.of(Path.of("/etc"), STATE));
        users.forEach(user -> roots.add(user.home()));
        var theirs = users.stream().flatMap(user -> Stream.of(
                dataRoot(user), user.runtimeDirectory(), user.home().resolve(".local/state/rootlessctl/dockerd.log"))).toList();
        return Sentinels.at(roots, path -> Sentinels.OTHERS.test(path)
                || theirs.stream().anyMatch(path::startsWith));
    }

    private void oneUserAlone() throws IOException {
        var sections = new ArrayList<>(SECTIONS);
        sections.set(0, "[users.daemon.settings]\ndebug = true\n");
        sections.set(1, "[users.daemon.settings]\ndebug = true\n");
        declare(sections);
        var plan = root("plan", "--user", users.get(1).name()).expect(0).out();
        assertTrue(plan.contains(users.get(1).name()) && !plan.contains(users.get(0).name()), plan);
        var before = users.get(0).run("find", ".config", "-printf", "%p %T@\n").expect(0).out();
        root("apply", "--user", users.get(1).name()).expect(0);
        assertEquals(before, users.get(0).run("find", ".config", "-printf", "%p %T@\n").expect(0).out());
        assertTrue(root("plan", "--user", "nobody").exit() == 64);
    }

    /** The first is blocked, the second is rolled back, the third has no home any more; the others are served. */
    private void troubledUsersDoNotStopTheOthers() throws IOException {
        users.get(0).write(users.get(0).home().resolve(".config/docker/daemon.json"), "{ broken");
        users.get(2).run("sh", "-c", "mv .config .was && mkfifo .config").expect(0);
        var before = dockerds();
        var sections = new ArrayList<>(SECTIONS);
        sections.set(0, "[users.daemon.settings]\ndebug = true\n");
        sections.set(1, "[users.daemon.settings]\ndebug = true\nno-such-key = 1\n");
        sections.set(3, "[users.daemon.settings]\nlog-driver = \"local\"\nmax-concurrent-downloads = 2\n");
        sections.set(4, "[users.network]\nmtu = 1300\n");
        declare(sections);
        var outcome = root("apply", "-o", "json").expect(1);
        PlanSchema.assertValid(outcome.out());
        var result = new ObjectMapper().readTree(outcome.out());
        assertEquals("failed", result.path("result").asText());
        assertTrue(result.at("/failures/0/restored").asBoolean(), outcome::out);
        assertTrue(names(result.path("blocked")).contains(users.get(0).name()), outcome::out);
        assertTrue(names(result.path("blocked")).contains(users.get(2).name()), outcome::out);
        assertEquals(List.of(users.get(1).name()), names(result.path("failures")), outcome::out);
        assertTrue(names(result.path("changes")).containsAll(List.of(users.get(3).name(), users.get(4).name())), outcome::out);
        var after = dockerds();
        for (int served : List.of(0, 2, 3)) {
            assertEquals(before.get(users.get(served).name()), after.get(users.get(served).name()));
        }
        assertNotEquals(before.get(users.get(4).name()), after.get(users.get(4).name()));
        users.get(1).docker("version").expect(0);
        var text = root("apply").expect(4).out();
        for (int troubled : List.of(0, 1, 2)) {
            assertTrue(text.contains("[" + users.get(troubled).name() + "]"), text);
        }
        assertFalse(text.contains("+ daemon[" + users.get(3).name()), text);
    }

    private static List<String> names(JsonNode entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path("user").asText(entry.at("/change/user").asText())).distinct().toList();
    }
}
