package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Breaks one prerequisite of a running daemon after the other: the doctor names exactly that one first, and what it says
 * mends it does when it is pasted.
 */
class DoctorIT {
    /** A daemon without systemd logs to our file, also when somebody starts it by hand. */
    private static final String STOP = "kill $(pgrep -u $U -x rootlesskit | head -n 1); "
            + "while pgrep -u $U -x dockerd >/dev/null || pgrep -u $U -x rootlesskit >/dev/null; do sleep 0.2; done; ";
    private static final String START = "setpriv --reuid $U --regid $U --init-groups -- env HOME=$H USER=$U "
            + "XDG_RUNTIME_DIR=$R sh -c 'PATH=$PATH:/usr/share/docker.io/contrib dockerd-rootless.sh' "
            + ">>$H/.local/state/rootlessctl/dockerd.log 2>&1 </dev/null || true; ";

    /** {@code -Dfault="memory|home"} runs those alone whose name this pattern finds. */
    private static final String CHOSEN = System.getProperty("fault", "");

    private static final String MANIFEST = "schema = 1\ndaemon.settings.log-driver = \"local\"\n";

    private static RootlessUser user;

    /**
     * @param code what the doctor has to call it
     * @param breaking a script for root, with the user's name, home and runtime directory in U, H and R
     * @param undoing puts back what the doctor's fix should have put back
     * @param variable of the user's shell, {@code NAME=value}; may be empty
     */
    private record Fault(String name, String code, String breaking, String undoing, String variable) {
        Fault(String name, String code, String breaking, String undoing) {
            this(name, code, breaking, undoing, "A=b");
        }
    }

    private static List<Fault> faults() {
        return List.of(
                new Fault("newuidmap without set-user-id", "packages[host]",
                        "chmod 0755 /usr/bin/newuidmap", "chmod 4755 /usr/bin/newuidmap"),
                without("uidmap"), without("slirp4netns"), without("iptables"), without("rootlesskit"),
                new Fault("no runc", "runc-missing", removed("runc"), installed("runc")),
                new Fault("no subordinate ids", "sub-ids[$U]",
                        "sed -i \"/^$U:/d\" /etc/subuid /etc/subgid", "true"),
                new Fault("home of root", "home-missing", "chown root: $H; chmod 0755 $H", "chown $U: $H"),
                new Fault("/dev/net/tun closed", "device[/dev/net/tun]", "chmod 0600 /dev/net/tun", "chmod 0666 /dev/net/tun"),
                new Fault("data root of somebody else", "data-root-closed",
                        "chown root: $H/.local/share/docker; chmod 0700 $H/.local/share/docker",
                        "chown $U: $H/.local/share/docker; chmod 0710 $H/.local/share/docker"),
                new Fault("runtime directory not writable", "runtime-directory", "chmod 0500 $R", "chmod 0700 $R"),
                new Fault("runtime directory of root", "runtime-directory", "chown root: $R", "chown $U: $R"),
                new Fault("DOCKER_HOST elsewhere", "docker-host-elsewhere", "true", "true", "DOCKER_HOST=tcp://127.0.0.1:1"),
                new Fault("another context", "context-elsewhere", "setpriv --reuid $U --regid $U --init-groups -- env HOME=$H sh -c "
                        + "'docker context create other --docker host=unix:///nowhere.sock && docker context use other'", "true"),
                new Fault("socket taken", "socket-blocked", STOP + "mkdir -p $R/docker.sock/x", "rm -rf $R/docker.sock/x"),
                new Fault("stale process file", "pid-file", STOP + "echo 1 > $R/docker.pid; chown $U: $R/docker.pid", "true"),
                new Fault("few inotify instances", "parameter-low", "sysctl -qw fs.inotify.max_user_instances=120",
                        "sysctl -qw fs.inotify.max_user_instances=128"),
                new Fault("few memory maps", "parameter-low", "sysctl -qw vm.max_map_count=65000",
                        "sysctl -qw vm.max_map_count=65530"),
                new Fault("no userland proxy", "userland-proxy-off",
                        "printf '{ \"log-driver\": \"local\", \"userland-proxy\": false }' > $H/.config/docker/daemon.json",
                        "rm -f $H/.config/docker/daemon.json"),
                new Fault("daemon.json is no JSON", "daemon-json-invalid",
                        "printf '{ \"debug\": true, }' > $H/.config/docker/daemon.json", "rm -f $H/.config/docker/daemon.json"),
                new Fault("daemon.json with an unknown key", "daemon-json-unknown-key", "printf '{\\n\"log-driver\": \"local\",\\n"
                        + "\"log-drivr\": \"local\",\\n\"debug\": false\\n}\\n' > $H/.config/docker/daemon.json; " + STOP + START,
                        "rm -f $H/.config/docker/daemon.json"));
    }

    private static Fault without(String name) {
        return new Fault("no " + name, "packages[host]", removed(name), installed(name));
    }

    private static String removed(String name) {
        return "dpkg --remove --force-depends " + name;
    }

    private static String installed(String name) {
        return "test -n \"$(dpkg -L " + name + " 2>/dev/null)\" || apt-get -q install -y " + name;
    }

    @BeforeAll
    static void start() {
        user = RootlessUser.create();
        user.write(user.home().resolve("rootless.toml"), MANIFEST);
        user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        user.rootlessctl("doctor", "-f", "rootless.toml").expect(0);
    }

    @AfterAll
    static void end() {
        user.close();
    }

    @TestFactory
    @DisplayName("P1 P2 P7 P11 I6 I7 C1 C2 T4 T5 T20: names what was broken first, and its fix works when pasted")
    Stream<DynamicTest> namesWhatWasBrokenAndMendsIt() {
        return faults().stream().filter(fault -> Pattern.compile(CHOSEN).matcher(fault.name()).find())
                .map(fault -> dynamicTest(fault.name(), () -> brokenAndMended(fault)));
    }

    private static void brokenAndMended(Fault fault) throws IOException {
        asRoot(fault.breaking()).expect(0);
        try {
            var told = asUser(fault.variable(), doctor("-o json")).expect(2).out();
            PlanSchema.assertValid("doctor", told);
            var first = new ObjectMapper().readTree(told).path("findings").path(0);
            assertEquals(fault.code().replace("$U", user.name()), first.path("code").asText(), told);
            var text = asUser(fault.variable(), doctor("")).expect(2).out();
            assertTrue(text.startsWith("  1. " + first.path("code").asText()), text);

            declare(first);
            asRoot(lines(first.path("asRoot"))).expect(0);
            var pasted = asUser(fault.variable(), lines(first.path("asUser")) + "\n" + Project.LAUNCHER
                    + " apply -f rootless.toml && " + doctor(""));
            assertTrue(pasted.expect(0).out().contains("Healthy: nothing is wrong."), pasted.out());
        } finally {
            asRoot(fault.undoing()).expect(0);
            user.write(user.home().resolve("rootless.toml"), MANIFEST);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
        }
    }

    /** What has no command is mended by the line for the file. */
    private static void declare(JsonNode finding) throws IOException {
        if (finding.path("asRoot").isEmpty() && finding.path("asUser").isEmpty() && finding.path("key").isTextual()) {
            user.write(user.home().resolve("rootless.toml"), MANIFEST + finding.path("key").asText() + "\n");
        }
    }

    private static String doctor(String options) {
        return Project.LAUNCHER + " doctor -f rootless.toml " + options;
    }

    private static String lines(JsonNode commands) {
        return StreamSupport.stream(commands.spliterator(), false).map(JsonNode::asText).collect(Collectors.joining("\n"));
    }

    private static Outcome asRoot(String script) {
        var environment = new TreeMap<>(System.getenv());
        environment.putAll(Map.of("U", user.name(), "H", user.home().toString(), "R", user.runtimeDirectory().toString()));
        return Commands.run(List.of("sh", "-eu"), environment, Path.of("/"), script);
    }

    private static Outcome asUser(String variable, String script) {
        return user.run(new String[] {"env", variable, "sh"}, script);
    }
}
