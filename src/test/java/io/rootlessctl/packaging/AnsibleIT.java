package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.SshFleet;
import io.rootlessctl.lab.Trees;
import io.rootlessctl.render.PlanSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The collection under Debian's ansible-core, on this host and on ten at once. */
class AnsibleIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STATE = Path.of("/var/lib/rootlessctl");
    private static final Path CRON = Path.of("/etc/cron.d/rootlessctl");
    private static final String SECRET = "rctl-s3cr3t";
    private static final String FLEET = "rootlessctl.docker.fleet";

    @Test
    @DisplayName("O2 O5: root for a user, by the role: check shows and changes nothing, then changed, then changed=0; imported")
    void root() throws IOException {
        assertFalse(Files.exists(CRON), CRON + ": this test would take it away; move it");
        boolean stateWasThere = Files.exists(STATE);
        try (var user = RootlessUser.create(); var here = SshFleet.create(0)) {
            var playbook = role(here, user);
            var json = user.home().resolve(".config/docker/daemon.json");
            here.playbook(playbook, "--tags", "install").expect(0);

            var checked = here.playbook(playbook, "--check", "--diff").expect(0);
            assertEquals(2, recap(checked, "localhost", "changed"), checked.out());
            assertTrue(checked.out().contains("+daemon-json[" + user.name() + "] log-driver: \"local\"\n"), checked.out());
            asReadmeShows(checked.out(), user);
            assertFalse(Files.exists(json) || Files.exists(here.directory().resolve("rootless.toml")) || Files.exists(CRON));

            var first = here.playbook(playbook, "-vvv").expect(0);
            assertEquals(2, recap(first, "localhost", "changed"), first.out());
            assertTrue(user.read(json).contains(SECRET));
            var kept = here.directory().resolve("rootless.toml");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
            closesWhatIsThere(here, playbook, kept);
            assertFalse((first.out() + first.err()).contains(SECRET), "a secret was shown");

            var second = here.playbook(playbook).expect(0);
            assertEquals(0, recap(second, "localhost", "changed"), second.out());
            var cron = Files.readString(CRON).lines().toList().getLast();
            assertTrue(cron.startsWith("@reboot") && cron.endsWith(" rollback --overdue --wait"), cron);
            var line = Files.readAllLines(CRON).stream().filter(entry -> entry.matches("\\d.*")).findFirst().orElseThrow();
            var job = line.substring(line.lastIndexOf('\t') + 1);
            assertEquals("", Commands.run("/bin/sh", "-c", job).expect(0).out());

            imported(here, user);

            var gone = here.playbook(playbook, "--tags", "absent").expect(0);
            assertEquals(1, recap(gone, "localhost", "changed"), gone.out());
            assertFalse(Files.exists(json));
        } finally {
            Files.deleteIfExists(CRON);
            if (!stateWasThere) {
                Trees.delete(STATE);
            }
        }
    }

    /** But for how many lines differ, and what fills the line of a task. */
    private static void asReadmeShows(String printed, RootlessUser user) throws IOException {
        var shown = Files.readAllLines(Path.of("packaging/ansible/README.md")).stream()
                .dropWhile(line -> !line.startsWith("    TASK ")).takeWhile(line -> line.startsWith("    ")).map(String::strip)
                .filter(line -> !line.startsWith("@@")).map(line -> line.replaceFirst(" \\*+$", "").replace("alice", user.name())).toList();
        assertEquals(4, shown.size(), shown::toString);
        assertTrue(printed.lines().map(line -> line.replaceFirst(" \\*+$", "")).toList().containsAll(shown), printed);
    }

    /** A file that others may read, with the same content and with another. */
    private static void closesWhatIsThere(SshFleet here, String playbook, Path kept) throws IOException {
        var content = Files.readString(kept);
        for (var before : List.of(content, "schema = 1\n")) {
            Files.writeString(kept, before);
            Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-r--r--"));
            assertEquals(1, recap(here.playbook(playbook, "--check").expect(0), "localhost", "changed"));
            assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
            assertEquals(1, recap(here.playbook(playbook).expect(0), "localhost", "changed"));
            assertEquals(content, Files.readString(kept));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        }
    }

    /** What the role has set up becomes a file by which nothing is to be done, but for the secret, which no file gets. */
    private static void imported(SshFleet here, RootlessUser user) throws IOException {
        var product = here.directory().resolve("opt/bin/rootlessctl").toString();
        var file = here.directory().resolve("imported.toml");
        var told = Commands.run(product, "import", "--output", file.toString()).expect(2);
        assertTrue(told.err().contains("daemon.json: registry-mirrors, which holds a secret"), told.err());
        var text = Files.readString(file);
        assertTrue(text.contains("name = \"" + user.name() + "\"") && text.contains("log-driver = \"local\""), text);
        assertFalse(text.contains(SECRET), "a secret was written");
        var plan = JSON.readTree(Commands.run(product, "plan", "-f", file.toString(), "-o", "json").expect(0).out());
        var fields = new ArrayList<String>();
        plan.path("changes").forEach(change -> change.path("diff").forEach(diff -> fields.add(diff.path("field").asText())));
        assertEquals(List.of("registry-mirrors"), fields, plan::toPrettyString);
    }

    /** Installs the product from its own archive, then applies; {@code absent} takes everything back. */
    private static String role(SshFleet here, RootlessUser user) throws IOException {
        return Files.writeString(here.directory().resolve("site.yml"), """
                - hosts: localhost
                  gather_facts: false
                  vars:
                    ansible_python_interpreter: /usr/bin/python3
                    rootlessctl_archive: %1$s
                    rootlessctl_prefix: %2$s/opt
                    rootlessctl_dest: %2$s/rootless.toml
                    rootlessctl_drift: cron
                    rootlessctl_manifest:
                      schema: 1
                      host: {packages: ignore}
                      daemon: {state: stopped, start: manual, settings: {log-driver: local}}
                      users: [{name: %3$s}]
                    rootlessctl_secrets:
                      daemon: {settings: {registry-mirrors: ["https://me:%4$s@mirror.example"]}}
                  tasks:
                    - import_role: {name: rootlessctl.docker.rootless, tasks_from: archive}
                      tags: [never, install]
                    - import_role: {name: rootlessctl.docker.rootless}
                    - rootlessctl.docker.rootless: {state: absent, user: %3$s, executable: "%2$s/opt/bin/rootlessctl"}
                      tags: [never, absent]
                """.formatted(PackageIT.archive(), here.directory(), user.name(), SECRET)).toString();
    }

    @Test
    @DisplayName("O2: ten hosts over ssh, each as its user: all plans first, in batches, and the end with the first that fails")
    void fleet() throws IOException {
        try (var fleet = SshFleet.create(10)) {
            var hosts = fleet.inventory().toString();
            variables(fleet, "h1", "daemon: {settings: {log-driver: local}}");
            variables(fleet, "h2", "daemon: {settings: {log-driver: local}}");
            for (int number = 3; number <= 10; number++) {
                variables(fleet, "h" + number, "daemon: {state: stopped, start: manual, settings: {log-driver: local}}");
            }
            notPlanned(fleet, hosts);

            // The plans of all, and no more.
            var planned = fleet.playbook(shown(0)).expect(0);
            assertTrue(planned.out().contains("+daemon-json[" + fleet.user(10).name() + "] log-driver: \"local\""), planned.out());
            assertFalse(configured(fleet.user(1)) || Files.exists(report(fleet, 1, "apply")), planned.out());

            breakHost(fleet.user(3));
            var failed = fleet.playbook("-i", hosts, FLEET, "-e", "{rootlessctl_batches: [1, 3, 6]}").expect(2);
            for (int number = 1; number <= 10; number++) {
                PlanSchema.assertValid("plan", Files.readString(report(fleet, number, "plan")));
                boolean reached = number <= 4;
                assertEquals(reached, Files.exists(report(fleet, number, "apply")), failed.out());
                assertEquals(reached && number != 3, configured(fleet.user(number)), failed.out());
            }
            assertEquals(1, recap(failed, "h3", "failed"), failed.out());
            var page = Files.readString(fleet.directory().resolve("reports/index.html"));
            assertTrue(page.contains("Rootless Docker on 10 hosts") && page.contains(">failed</span>"), page);
            assertEquals("running", state(fleet, 1));
            assertEquals("running", state(fleet, 2));
            fleet.user(1).docker("info").expect(0);

            Commands.run("chown", fleet.user(3).name(), fleet.user(3).home() + "/.config/docker").expect(0);
            var mended = fleet.playbook(shown(1)).expect(0);
            for (int number = 1; number <= 10; number++) {
                boolean done = number == 1 || number == 2 || number == 4;
                // The plan's play counts what would be changed, the other one what was.
                assertEquals(0, recap(mended, "h" + number, "ignored"), mended.out());
                assertEquals(done ? 0 : 2, recap(mended, "h" + number, "changed"), mended.out());
                assertTrue(configured(fleet.user(number)), mended.out());
                PlanSchema.assertValidStatus(Files.readString(report(fleet, number, "status")));
            }
            keptForTheOwner(fleet);
            pageOfAll(fleet);
        }
    }

    /** As nothing else is said: the reports beside the inventory, each manifest where rootlessctl looks by itself. */
    private static void keptForTheOwner(SshFleet fleet) throws IOException {
        var reports = fleet.directory().resolve("reports");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(reports)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(report(fleet, 1, "status"))));
        for (int number = 1; number <= 10; number++) {
            var user = fleet.user(number);
            var kept = user.home().resolve(".config/rootlessctl/rootless.toml");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
            user.rootlessctl("drift").expect(0);
        }
    }

    /** Arguments of a playbook as README.md has it; the inventory is where it is started. */
    private static String[] shown(int number) {
        return ReadmeBlock.FLEET.commands().get(number).replaceFirst("^ansible-playbook ", "").split(" ");
    }

    /** Every host of the page is as declared. */
    private static void pageOfAll(SshFleet fleet) throws IOException {
        var index = fleet.directory().resolve("reports/index.html");
        var page = Files.readString(index);
        var written = Files.getLastModifiedTime(index);
        assertEquals(10, page.split(">as declared</span></td>", -1).length - 1, page);
        fleet.playbook("-i", fleet.inventory().toString(), "--limit", "h1,h2", "rootlessctl.docker.report").expect(0);
        assertNotEquals(written, Files.getLastModifiedTime(index));
    }

    /** One manifest that is not valid: the other host's plan is kept, and nothing is applied. */
    private static void notPlanned(SshFleet fleet, String hosts) throws IOException {
        var right = Files.readString(fleet.directory().resolve("host_vars/h10.yml"));
        variables(fleet, "h10", "network: {mut: 1400}");
        var refused = fleet.playbook("-i", hosts, "--limit", "h1,h10", FLEET).expect(2);
        assertTrue(refused.out().contains("network.mut: unknown key; did you mean network.mtu?"), refused.out());
        assertTrue(Files.exists(report(fleet, 1, "plan")), refused.out());
        assertFalse(configured(fleet.user(1)), refused.out());
        Files.writeString(fleet.directory().resolve("host_vars/h10.yml"), right);
    }

    /** Nobody sees it in a plan, and the write fails. */
    private static void breakHost(RootlessUser user) {
        user.run("mkdir", "-p", ".config/docker").expect(0);
        Commands.run("chown", "root", user.home() + "/.config/docker").expect(0);
    }

    private static boolean configured(RootlessUser user) {
        return Files.exists(user.home().resolve(".config/docker/daemon.json"));
    }

    private static void variables(SshFleet fleet, String host, String sections) throws IOException {
        var directory = Files.createDirectories(fleet.directory().resolve("host_vars"));
        Files.writeString(directory.resolve(host + ".yml"),
                "rootlessctl_manifest:\n  schema: 1\n  " + sections + "\n");
    }

    private static Path report(SshFleet fleet, int number, String name) {
        return fleet.directory().resolve("reports/h" + number + "." + name + ".json");
    }

    private static String state(SshFleet fleet, int number) throws IOException {
        JsonNode status = JSON.readTree(Files.readString(report(fleet, number, "status")));
        return status.at("/users/0/state").asText();
    }

    /** A number of the last lines, {@code h1 : ok=5 changed=1 unreachable=0 failed=0}. */
    private static int recap(Outcome outcome, String host, String counter) {
        var matcher = Pattern.compile("(?m)^" + host + " +: .*\\b" + counter + "=(\\d+)").matcher(outcome.out());
        assertTrue(matcher.find(), outcome.out());
        return Integer.parseInt(matcher.group(1));
    }

    @Test
    @DisplayName("O2: every module, role and playbook has its documentation, and ansible-core reads them all")
    void documented() throws IOException {
        try (var here = SshFleet.create(0)) {
            for (var name : List.of("rootless", "rootless_info")) {
                var text = ansibleDoc(here, "-t", "module", "rootlessctl.docker." + name);
                assertTrue(text.contains("EXAMPLES:") && text.contains("RETURN VALUES:"), text);
            }
            assertTrue(ansibleDoc(here, "-t", "role", "rootlessctl.docker.rootless").contains("rootlessctl_archive"));
            for (var name : List.of("fleet", "report")) {
                here.playbook("-i", "localhost,", "--syntax-check", "rootlessctl.docker." + name).expect(0);
            }
        }
    }

    private static String ansibleDoc(SshFleet here, String... words) {
        var command = new ArrayList<>(List.of("ansible-doc"));
        command.addAll(List.of(words));
        return Commands.run(command, here.environment(), here.directory(), "").expect(0).out();
    }
}
