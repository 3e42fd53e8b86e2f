package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.Sentinels;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root declares of a host without systemd: the kernel has it, what breaks is mended alone, and all goes back. */
class HostSettingsIT {
    private static final String PING = "net.ipv4.ping_group_range";
    private static final String PORTS = "net.ipv4.ip_unprivileged_port_start";
    /** Of the network, which is the test's own; the others are HostKindsVmIT's. */
    private static final List<String> KEYS = List.of(PING, PORTS);
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final String PARAMETERS = """
            [host.sysctl]
            "net.ipv4.ping_group_range" = "0 2147483647"
            "net.ipv4.ip_unprivileged_port_start" = 80
            """;
    private static final String ALL = PARAMETERS + """
            [limits]
            nofile = 65536
            nproc = 4096
            [ports]
            privileged = "capability"
            """;

    @TempDir
    private Path directory;
    private final Map<String, String> parameters = new TreeMap<>();
    private RootlessUser user;

    @BeforeEach
    void prepare() {
        KEYS.forEach(key -> parameters.put(key, get(key)));
        user = RootlessUser.createWithout(RootlessUser.Lack.DEVICES);
    }

    @AfterEach
    void putBack() throws IOException {
        user.close();
        parameters.forEach(HostSettingsIT::set);
        sh("rm -rf /var/lib/rootlessctl /etc/sysctl.d/*-rootlessctl-* /etc/sysctl.d/95-others.conf");
    }

    @Test
    @DisplayName("K1 K2 O1: parameters wrong now, at boot, both, or by a later file: four plans, each converges; blanks are none")
    void parameters() throws IOException {
        declare(PARAMETERS);
        misSet();
        assertEquals(each("live", "persisted"), applied());
        misSet();
        assertEquals(each("live"), applied());
        sh("sed -i 's/=.*/= 7/' /etc/sysctl.d/90-rootlessctl-*");
        assertEquals(each("persisted"), applied());
        sh("rm /etc/sysctl.d/90-rootlessctl-*");
        misSet();
        assertEquals(each("live", "persisted"), applied());
        sh("printf '%s=\\t5  6\\n%s=1000\\n' " + String.join(" ", KEYS) + " >/etc/sysctl.d/95-others.conf");
        var overridden = json(run("plan", "-o", "json").expect(0));
        overridden.path("changes").forEach(change ->
                assertTrue(change.path("reason").asText().contains("/etc/sysctl.d/95-others.conf"), change::toString));
        assertEquals(each("persisted"), applied());
        assertEquals(List.of("0 2147483647", "80"), KEYS.stream().map(HostSettingsIT::get).toList());
        // What a boot does, in its order.
        misSet();
        sh("cat $(ls /etc/sysctl.d/*.conf | LC_ALL=C sort) | sysctl -q -p - || true");
        assertEquals(List.of("0 2147483647", "80"), KEYS.stream().map(HostSettingsIT::get).toList());
        sh("sed -i 's/ = /\\t =   /; s/ 2147/\\t 2147/' /etc/sysctl.d/zz-rootlessctl-*");
        assertEquals(Map.of(), applied());
    }

    private static void misSet() {
        set(PING, "5 6");
        set(PORTS, "1000");
    }

    private static Map<String, Set<String>> each(String... fields) {
        return KEYS.stream().collect(Collectors.toMap(key -> "sysctl[" + key + "]", _ -> Set.of(fields)));
    }

    /** One thing of the host's that is broken, and what is to be seen of it. */
    private record Breakage(String command, String address, String fields) {}

    @Test
    @DisplayName("P2 P11 P12 K1 K2 O1: what somebody breaks is named, each alone, and put right alone")
    void breakages() throws IOException {
        declare(ALL);
        set(PING, "1 0");
        set(PORTS, "1024");
        run("apply").expect(0);
        for (var breakage : breakagesOf(user.name())) {
            sh(breakage.command());
            var alone = Map.of(breakage.address(), Set.of(breakage.fields().split(" ")));
            assertEquals(alone, changes(json(run("drift", "-o", "json").expect(2))), breakage::toString);
            assertEquals(alone, applied(), breakage::toString);
        }
        run("drift").expect(0);
    }

    private static List<Breakage> breakagesOf(String name) {
        return List.of(
                new Breakage("setcap -r /usr/bin/rootlesskit", "capability[/usr/bin/rootlesskit]", "cap_net_bind_service"),
                new Breakage("cd /usr/bin && cp rootlesskit rootlesskit.new && mv rootlesskit.new rootlesskit",
                        "capability[/usr/bin/rootlesskit]", "cap_net_bind_service"),
                new Breakage("sed -i /^" + name + ":/d /etc/subuid /etc/subgid", "sub-ids[" + name + "]", "subgid subuid"),
                new Breakage("sed -i s/65536/1024/ /etc/security/limits.d/90-rootlessctl-" + name + ".conf",
                        "limits[" + name + "]", "login.nofile"),
                new Breakage("rm /etc/security/limits.d/90-rootlessctl-" + name + ".conf",
                        "limits[" + name + "]", "login.nofile login.nproc"),
                new Breakage("sysctl -q -w " + PORTS + "=81", "sysctl[" + PORTS + "]", "live"),
                new Breakage("rm /etc/sysctl.d/90-rootlessctl-" + PING + ".conf", "sysctl[" + PING + "]", "persisted"));
    }

    @Test
    @DisplayName("O4 I8 P11 P12 K1 K2: rollback, and uninstall, leave the host and its kernel as they were, and back again")
    void takenBack() throws IOException {
        sh("chmod 0600 /dev/net/tun; sed -i /^" + user.name() + ":/d /etc/subuid /etc/subgid; rm -f /etc/subuid- /etc/subgid-");
        set(PING, "1 0");
        set(PORTS, "1024");
        declare(ALL.replace("[limits]", "[daemon]\nstart = \"manual\"\n[storage]\ndriver = \"vfs\"\n[limits]"));
        var before = state();
        run("apply").expect(0);
        var between = state();
        assertEquals(9, different(before, between).size(), () -> String.join("\n", different(before, between)));

        var back = InProcess.unclaimed(directory, "rollback", "--yes").expect(0);
        assertTrue((back.out() + back.err()).contains("they own the data in "), back::toString);
        assertEquals(List.of("/etc/subgid", "/etc/subuid"),
                different(before, state()).stream().map(line -> line.replaceFirst(": .*", "")).toList());
        InProcess.unclaimed(directory, "rollback", "--yes").expect(0);
        assertEquals(List.of(), different(between, state()));
        InProcess.unclaimed(directory, "uninstall", "--yes", "--purge-data").expect(0);
        assertEquals(List.of(), different(before, state()));
    }

    /** Files below /etc, and what is in force. */
    private static Map<String, String> state() {
        var all = new TreeMap<String, String>();
        Listing.of(Path.of("/etc")).without("subuid-", "subgid-", ".pwd.lock").entries()
                .forEach((path, seen) -> all.put("/etc/" + path, seen));
        KEYS.forEach(key -> all.put(key, get(key)));
        all.put("rootlesskit", sh("getcap /usr/bin/rootlesskit"));
        all.put("tun", sh("stat -c %a /dev/net/tun"));
        return all;
    }

    private static List<String> different(Map<String, String> before, Map<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream().filter(name -> !String.valueOf(before.get(name)).equals(String.valueOf(after.get(name))))
                .map(name -> name + ": " + before.get(name) + " -> " + after.get(name)).toList();
    }

    @Test
    @DisplayName("O1 P2 P11 P12 K1 K2: a host that was prepared by hand is left byte for byte, with all its files' times")
    void preparedByHand() throws IOException {
        sh("""
                printf '# the network\\nnet.ipv4.ping_group_range=0\\t2147483647\\n' >/etc/sysctl.d/20-net.conf
                printf 'net.ipv4.ip_unprivileged_port_start = 80' >>/etc/sysctl.conf
                sysctl -q -p /etc/sysctl.d/20-net.conf && sysctl -q -p /etc/sysctl.conf
                printf '%1$s\\tsoft nofile 65536\\n%1$s hard nofile 65536 # files\\n%1$s - nproc 4096' >>/etc/security/limits.conf
                setcap cap_net_bind_service=ep /usr/bin/rootlesskit
                chmod 0666 /dev/net/tun
                """.formatted(user.name()));
        declare(ALL + "[id-map]\nsize = 65536\n");
        var before = Sentinels.at(List.of(Path.of("/etc"), Path.of("/usr/bin/rootlesskit"), TUN), _ -> false);
        assertEquals(Map.of(), applied());
        assertEquals(Map.of(), applied());
        InProcess.unclaimed(directory, "uninstall", "--yes").expect(0);
        assertEquals("", Sentinels.differences(before,
                Sentinels.at(List.of(Path.of("/etc"), Path.of("/usr/bin/rootlesskit"), TUN), _ -> false)));
        sh("sed -i '/^net.ipv4.ip_unpriv/d' /etc/sysctl.conf; rm /etc/sysctl.d/20-net.conf; setcap -r "
                + "/usr/bin/rootlesskit; sed -i /^" + user.name() + "/d /etc/security/limits.conf");
    }

    @Test
    @DisplayName("P11: without udev a device is open until the next boot, which is said; with OpenRC's local from then on, too")
    void devices() throws IOException {
        sh("chmod 0600 /dev/net/tun");
        declareRunning();
        var plan = run("plan").expect(0).out();
        assertTrue(plan.contains("until the next boot: without systemd's udev no rule keeps it; apply again after each boot"), plan);
        run("apply").expect(0);
        assertEquals("666\n", sh("stat -c %a /dev/net/tun"));

        sh("chmod 0600 /dev/net/tun; mkdir -p /etc/local.d /etc/runlevels/default; : >/etc/runlevels/default/local");
        try {
            assertEquals(Map.of("device[/dev/net/tun]", Set.of("mode", "persisted")), applied());
            sh("chmod 0600 /dev/net/tun; for script in /etc/local.d/*.start; do $script; done");
            assertEquals("666\n", sh("stat -c %a /dev/net/tun"));
            assertEquals(Map.of(), applied());
        } finally {
            InProcess.unclaimed(directory, "uninstall", "--yes", "--purge-data").expect(0);
            assertEquals("", sh("ls /etc/local.d"));
            sh("rm -r /etc/local.d /etc/runlevels");
        }
    }

    private void declareRunning() throws IOException {
        declare("");
        Files.writeString(file(), Files.readString(file()).replace("\"stopped\"", "\"running\""));
    }

    /** A host's settings are what is looked at: no daemon. */
    private void declare(String sections) throws IOException {
        Files.writeString(file(), "schema = 1\n" + sections + "[host]\npackages = \"ignore\"\n"
                + "[[users]]\nname = \"" + user.name() + "\"\n"
                + (sections.contains("[daemon]") ? "" : "[users.daemon]\nstate = \"stopped\"\nstart = \"manual\"\n"));
    }

    private Path file() {
        return directory.resolve("rootless.toml");
    }

    private Map<String, Set<String>> applied() throws IOException {
        return changes(json(run("apply", "-o", "json").expect(0)));
    }

    private Outcome run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "-f", file().toString()));
        arguments.addAll(List.of(more));
        return InProcess.unclaimed(directory, arguments.toArray(String[]::new));
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        PlanSchema.assertValid(outcome.out());
        return new ObjectMapper().readTree(outcome.out());
    }

    private static Map<String, Set<String>> changes(JsonNode plan) {
        var changes = new TreeMap<String, Set<String>>();
        plan.path("changes").forEach(change -> {
            var fields = new TreeSet<String>();
            change.path("diff").forEach(diff -> fields.add(diff.path("field").asText()));
            changes.put(change.path("address").asText(), fields);
        });
        return changes;
    }

    private static String sh(String line) {
        return Commands.run("sh", "-euc", line).expect(0).out();
    }

    private static String get(String key) {
        return Commands.run("sysctl", "-n", key).expect(0).out().strip().replace('\t', ' ');
    }

    private static void set(String key, String value) {
        Commands.run("sysctl", "-q", "-w", key + "=" + value).expect(0);
    }
}
