package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind that owns a file, wholly or in part: each shape of what is desired meets each shape of what is there. */
class FileMatrixTest {
    private static final String USER = "\n[[users]]\nname = \"alice\"\n";
    private static final String STOPPED = "schema = 1\n[daemon]\nstate = \"stopped\"\nstart = \"manual\"\n";

    /**
     * @param section what the manifest declares
     * @param own a part of the file that we write, and {@code other} the same as somebody else would have it
     * @param foreign a file in which nothing is ours
     * @param malformed empty where the kind reads any text
     */
    private record Owned(
            String address, String path, boolean systemd, String section, String own, String other, String foreign,
            String malformed) {

        @Override
        public String toString() {
            return address + " " + Path.of(path).getFileName();
        }

        FakeHost host() {
            var host = FakeHost.debian().file("/etc/subuid", "").file("/etc/subgid", "");
            return systemd ? host.withSystemd() : host;
        }

        boolean ofHost() {
            return path.startsWith("/etc/");
        }

        /** Then the file alone does not make it equal. */
        boolean inTwoPlaces() {
            return address.startsWith("context") || address.startsWith("sysctl") || address.startsWith("sub-ids");
        }

        /** A unit file that we made goes as a whole with the daemon. */
        boolean survives(Wanted wanted) {
            return !address.startsWith("user-unit") || wanted != Wanted.ABSENT;
        }

        String declared() {
            return STOPPED + section + USER;
        }
    }

    /** {@code AGAIN} and the two after it come when an apply has been there before. */
    private enum Wanted { FIRST, AGAIN, NO_LONGER, ABSENT }

    private enum There {
        NOTHING, EQUAL, DIFFERING, FOREIGN, EMPTY, DIRECTORY, FIFO, LINK, SOCKET, UNREADABLE, TOO_LONG, NOT_UTF8, MALFORMED,
        PARENT_IS_FILE;

        boolean obstacle() {
            return compareTo(DIRECTORY) >= 0;
        }
    }

    private static final String CONFIG = "/home/alice/.config/";
    private static final String META = "/home/alice/.docker/contexts/meta/"
            + "12b961af5feb3e9d39f93b2cefb9a1a944f18d02cca0cac2f04f5a982240605f/meta.json";
    private static final List<Owned> OWNED = List.of(
            new Owned("daemon-json[alice]", CONFIG + "docker/daemon.json", false, "[daemon.settings]\nlog-driver = \"local\"\n",
                    "\"local\"", "\"none\"", "{ \"theirs\" : 1 }", "{"),
            new Owned("override-conf[alice]", CONFIG + "systemd/user/docker.service.d/override.conf", true,
                    "[network]\nmtu = 1500\n", "1500", "1400", "# theirs\n[Unit]\nAfter=theirs.target\n", "[Service\n"),
            new Owned("direct-env[alice]", CONFIG + "docker/rootless.env", false,
                    "[network]\nmtu = 1500\n", "1500", "1400", "# theirs\nTHEIRS='1'\n", "a b\n"),
            new Owned("user-unit[alice]", CONFIG + "systemd/user/docker.service", true, "", "", "",
                    "# theirs\n[Service]\nExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh\n", "[Service\n"),
            new Owned("context[rootless]", META, false, "[client]\ncontext = \"rootless\"\n",
                    "/run/user/1000", "/run/user/1", "", "{"),
            new Owned("context[rootless]", "/home/alice/.docker/config.json", false, "[client]\ncontext = \"rootless\"\n",
                    "\"rootless\"", "\"theirs\"", "{ \"theirs\" : 1 }", "{"),
            new Owned("shell[bash]", "/home/alice/.bashrc", false, "[client]\nshell = [\"bash\"]\n",
                    "/run/user/1000", "/run/user/1", "theirs=1", "# >>> rootlessctl >>>\n"),
            new Owned("sysctl[net.ipv4.ping_group_range]", "/etc/sysctl.d/90-rootlessctl-net.ipv4.ping_group_range.conf",
                    false, "[host.sysctl]\n\"net.ipv4.ping_group_range\" = \"0 2147483647\"\n", "2147483647", "1", "", ""),
            new Owned("sub-ids[alice]", "/etc/subuid", false, "[id-map]\nsize = 65536\n", "65536", "1000",
                    "theirs:100000:65536\n", ""));

    private static Stream<Arguments> everyPair() {
        return OWNED.stream().flatMap(owned -> Arrays.stream(Wanted.values()).flatMap(wanted ->
                Arrays.stream(There.values()).filter(there -> applies(owned, there))
                        .map(there -> Arguments.of(owned, wanted, there))));
    }

    private static boolean applies(Owned owned, There there) {
        boolean inHome = Path.of(owned.path()).getParent().equals(Path.of("/home/alice"));
        return switch (there) {
            case UNREADABLE -> !owned.ofHost();
            case PARENT_IS_FILE -> !owned.ofHost() && !inHome;
            case MALFORMED -> !owned.malformed().isEmpty();
            case DIFFERING -> !owned.own().isEmpty();
            case FOREIGN -> !owned.foreign().isEmpty();
            case NOTHING, EQUAL, EMPTY, DIRECTORY, FIFO, LINK, SOCKET, TOO_LONG, NOT_UTF8 -> true;
        };
    }

    @ParameterizedTest(name = "{0}: {1} meets {2}")
    @MethodSource("everyPair")
    void wantedMeetsWhatIsThere(Owned owned, Wanted wanted, There there) throws IOException {
        var scene = scene(owned, wanted, there);
        var host = scene.host();
        var before = host.snapshot();
        var plan = scene.plan();
        assertEquals(plan, scene.plan(), "the same plan when made again");
        assertEquals(List.of(), host.differences(before), "planning changes nothing");

        scene.applied();

        if (there.obstacle()) {
            assertEquals(List.of(), at(owned, plan.changes()), "a change from what could not be read");
            assertEquals(before.get(owned.path()), host.snapshot().get(owned.path()));
        }
        if (there == There.EQUAL && (wanted == Wanted.FIRST || wanted == Wanted.AGAIN)) {
            assertEquals(List.of(), at(owned, plan.changes()).stream().flatMap(change -> change.diff().stream()).toList());
        }
        if (there == There.FOREIGN && owned.survives(wanted)) {
            assertSurvives(owned.foreign(), content(host, owned));
        }
        assertEquals(List.of(), scene.plan().changes(), "left to do after an apply");
        var writes = scene.writes();
        scene.applied();
        assertEquals(writes, scene.writes(), "writes of a second apply");
    }

    private static Scene scene(Owned owned, Wanted wanted, There there) throws IOException {
        var first = Scene.of(owned.host(), owned.declared());
        first.applied();
        var equal = content(first.host(), owned);
        boolean alone = there != There.EQUAL || !owned.inTwoPlaces();
        var scene = wanted == Wanted.FIRST && alone ? Scene.of(owned.host(), owned.declared()) : first;
        put(scene.host(), owned, there, equal);
        return switch (wanted) {
            case FIRST, AGAIN -> scene;
            case NO_LONGER -> scene.with(STOPPED + USER);
            case ABSENT -> scene.with("schema = 1\n[daemon]\nstate = \"absent\"\n" + USER);
        };
    }

    private static void put(FakeHost host, Owned owned, There there, String equal) {
        var path = owned.path();
        host.without(path);
        switch (there) {
            case NOTHING -> { }
            case EQUAL -> host.file(path, equal);
            case DIFFERING -> host.file(path, equal.replace(owned.own(), owned.other()));
            case FOREIGN -> host.file(path, owned.foreign());
            case EMPTY -> host.file(path, "");
            case DIRECTORY -> host.put(path, Type.DIRECTORY, "", 0755);
            case FIFO -> host.put(path, Type.OTHER, "", 0644);
            case LINK -> host.put(path, Type.LINK, "", 0777);
            case SOCKET -> host.put(path, Type.SOCKET, "", 0755);
            case UNREADABLE -> host.put(path, Type.FILE, equal, 0000);
            case TOO_LONG -> host.file(path, equal + "\n".repeat(1 << 20));
            case NOT_UTF8 -> host.put(path, Type.FILE, (equal + "\u00ff").getBytes(StandardCharsets.ISO_8859_1), 0644);
            case MALFORMED -> host.file(path, owned.malformed());
            case PARENT_IS_FILE -> host.without(Path.of(path).getParent().toString())
                    .file(Path.of(path).getParent().toString(), "theirs");
        }
    }

    private static List<Change> at(Owned owned, List<Change> changes) {
        return changes.stream().filter(change -> change.address().toString().equals(owned.address())).toList();
    }

    private static String content(FakeHost host, Owned owned) {
        return host.text(Path.of(owned.path()), host.account(owned.ofHost() ? "root" : "alice").found().orElseThrow())
                .found().map(text -> text.content()).orElse("");
    }

    /** Every line that was there is there, and the blanks in it. */
    private static void assertSurvives(String foreign, String content) {
        foreign.lines().map(line -> line.replace("{", "").replace("}", "").strip())
                .forEach(line -> assertTrue(content.contains(line), () -> "'" + line + "' is not in\n" + content));
    }
}
