package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.render.PlanSchema;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What every release of Docker and systemd has to do alike. */
final class MainPath {
    private static final String OVERRIDE = ".config/systemd/user/docker.service.d/override.conf";

    /** What alice's systemd has. */
    static final String CONTROLLERS =
            "cat /sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers";

    private MainPath() {}

    /** From a user who has nothing at all to a container; root's part as the block that the plan prints. */
    static void fromNothingToAContainer(VirtualHost host) {
        var carol = host.user("carol");
        assertEquals("/usr/bin/rootlessctl install ok installed\n",
                carol.run("echo $(command -v rootlessctl) $(dpkg-query -W -f '${Status}' rootlessctl)").expect(0).out());
        assertNotEquals(0, carol.run("command -v java").exit(), "there is a Java besides the package's own");
        carol.declare("""
                [daemon.settings]
                log-driver = "local"
                [network]
                mtu = 1500
                [client]
                context = "rootless"
                """);
        var blocked = carol.apply().expect(3).out();
        assertTrue(blocked.contains("sub-ids[carol]") && blocked.contains("linger[carol]"), blocked);
        var script = carol.rootlessctl("plan", "-f", "rootless.toml", "--remedies").expect(0).out();
        host.user("root").run("sh", script).expect(0);

        carol.apply().expect(0);
        assertEquals("systemd local\n", carol.docker("info --format '{{.CgroupDriver}} {{.LoggingDriver}}'").expect(0).out());
        carol.importBusybox();
        assertEquals("hi\n", carol.run("docker run --rm bb echo hi").expect(0).out());
        assertEquals("active enabled", carol.unit("ActiveState") + " " + carol.unit("UnitFileState"));
        assertStaysConverged(carol);
        assertEquals("", carol.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
    }

    /** A second apply writes no file and restarts nothing. */
    static void assertStaysConverged(VirtualUser user) {
        var dockerd = user.dockerd();
        var files = user.files();
        var second = user.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
        assertEquals(dockerd, user.dockerd());
        assertEquals(files, user.files());
    }

    /** Another MTU is one restart, and what else is in override.conf stays as it is. */
    static void changesTheMtu(VirtualHost host) {
        var alice = running(host, "[network]\nmtu = 1500\n");
        var own = "# Mine.\n[Service]\nEnvironment=\"FOO=b a r\" DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500\n; mine, too\n"
                + "Environment=BAR=1\nCPUWeight=50\n";
        alice.write(OVERRIDE, own);

        alice.declare("[network]\nmtu = 1400\n");
        var applied = json(alice.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out());
        assertEquals("applied 1", applied.path("result").asText() + " " + applied.path("restarts").asInt());
        assertEquals(own.replace("1500", "1400"), alice.read(OVERRIDE));
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=1400 "), kit);
        assertEquals("50 no", alice.unit("CPUWeight") + " " + alice.unit("NeedDaemonReload"));
        assertStaysConverged(alice);
    }

    /** Alice, with her daemon as the sections say. The host must have been asked for with her daemon. */
    static VirtualUser running(VirtualHost host, String sections) {
        var alice = host.user("alice");
        alice.dockerd();
        if (!sections.isEmpty()) {
            alice.declare(sections);
            alice.apply().expect(0);
        }
        return alice;
    }

    static JsonNode json(String text) {
        try {
            PlanSchema.assertValid(text);
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** The address of each change with its fields. */
    static Map<String, Set<String>> changes(JsonNode plan) {
        var changes = new TreeMap<String, Set<String>>();
        plan.path("changes").forEach(change -> changes.put(change.path("address").asText(),
                StreamSupport.stream(change.path("diff").spliterator(), false)
                        .map(diff -> diff.path("field").asText()).collect(Collectors.toSet())));
        return changes;
    }

    /** A user's systemd ends some seconds after nothing keeps it. */
    static void awaitEnd(VirtualUser root, String user) {
        root.run("timeout 60 sh -c 'while [ -e /run/user/$(id -u " + user + ") ]; do sleep 1; done'").expect(0);
    }

    /** But for that there was an apply, which stays known when it is rolled back, and for a daemon's data. */
    static List<String> withoutRecords(List<String> differences) {
        return differences.stream().filter(line ->
                !line.matches("(var/lib/rootlessctl|home/\\w+/\\.local/(state|share)|home/\\w+/\\.local:).*")).toList();
    }

    /** Applies, and gives back the address of each change with its fields. */
    static Map<String, Set<String>> changed(VirtualUser root) {
        return changes(json(root.rootlessctl("apply", "-f", "rootless.toml", "-o", "json").expect(0).out()));
    }

    /**
     * The kernels of Ubuntu have a parameter more; Debian's have the same AppArmor without it. What stands for it hides a
     * part of /proc, with which no container may have a /proc of its own.
     */
    static void restrictNamespaces(VirtualUser root) {
        root.run("""
                cp -r /proc/sys/kernel /run/kernel 2>/dev/null
                cd /run/kernel && echo 1 >apparmor_restrict_unprivileged_userns
                mount --bind /proc/sys/kernel/unprivileged_userns_clone unprivileged_userns_clone
                mount --rbind /run/kernel /proc/sys/kernel
                """).expect(0);
    }
}
