package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.IdType;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.write.LinuxHostWriter;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Step.AddSubIds;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Real users of this host, whose ranges usermod writes and getsubids reads. Needs root. */
class SubIdRangesIT {
    private static final int USERS = 3;

    private final LinuxHost host = new LinuxHost(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/root"));
    private final LinuxHostWriter writer = new LinuxHostWriter(host);
    private final List<String> users = new ArrayList<>();

    @BeforeEach
    void createUsers() {
        for (int i = 0; i < USERS; i++) {
            var name = "rctl-it-%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
            Commands.run("useradd", "--no-create-home", "-K", "SUB_UID_COUNT=0", "-K", "SUB_GID_COUNT=0", name).expect(0);
            users.add(name);
        }
    }

    @AfterEach
    void removeUsers() throws IOException {
        users.forEach(name -> Commands.run("userdel", "--force", name).expect(0));
        for (var file : List.of(SubIdFile.UIDS, SubIdFile.GIDS)) {
            assertTrue(Files.readString(file).lines().noneMatch(line -> users.contains(line.split(":")[0])), file::toString);
        }
    }

    @Test
    @DisplayName("P2, I9: three users get three ranges in one plan, by usermod, and getsubids agrees")
    void allotted() throws Exception {
        var declaration = declaration();
        var planned = SubIdAllotment.of(declaration, LastApplied.NONE, host).stream().map(one -> added(one).start()).toList();
        assertEquals(USERS, new HashSet<>(planned).size(), planned::toString);
        for (int i = 0; i < USERS; i++) {
            // As an apply does: looked at again right before, for others add users to this host, too.
            var one = SubIdAllotment.of(declaration, LastApplied.NONE, host).get(i);
            var add = added(one);
            writer.addSubIds(add.user(), add.start(), add.count());
            for (var type : IdType.values()) {
                assertEquals(List.of(new SubIdRange(add.user(), add.start(), add.count())),
                        host.directorySubIds(one.need().account(), type).found().orElseThrow());
            }
        }
        var after = SubIdAllotment.of(declaration, LastApplied.NONE, host);
        assertEquals(List.of(), after.stream().flatMap(one -> one.proposal().stream()).toList(), "converged");
        assertEquals(List.of(), ours(declaration));
    }

    @Test
    @DisplayName("P2: an overlap that usermod allowed is found, in the plan and by the check of the host")
    void overlap() throws Exception {
        writer.addSubIds(users.get(0), 950_000_000, 65_536);
        writer.addSubIds(users.get(1), 950_065_000, 65_536);
        var declaration = declaration();
        var expected = "/etc/subuid: 950000000+65536 of " + users.get(0) + " and 950065000+65536 of " + users.get(1) + " overlap";
        assertTrue(ours(declaration).stream().anyMatch(problem -> problem.text().startsWith(expected)),
                () -> ours(declaration).toString());
        var plan = SubIdAllotment.of(declaration, LastApplied.NONE, host);
        assertTrue(plan.getFirst().proposal().orElseThrow().hindrance().orElseThrow().why().startsWith(expected));
        assertTrue(plan.getLast().proposal().orElseThrow().hindrance().isEmpty(), "the third user gets a range");
    }

    @Test
    @DisplayName("P2: usermod takes no range from a user who has processes, and gives one")
    void busy() throws Exception {
        var name = users.getFirst();
        writer.addSubIds(name, 950_000_000, 65_536);
        var sleeping = new ProcessBuilder("setpriv", "--reuid", name, "--clear-groups", "sleep", "60").start();
        try {
            var uid = Long.toString(host.account(name).found().orElseThrow().uid());
            Awaitility.await().until(() -> Commands.run("ps", "-o", "uid=", "-p",
                    Long.toString(sleeping.pid())).out().strip().equals(uid));
            var refused = assertThrows(IOException.class, () -> writer.removeSubIds(name, 950_000_000, 65_536));
            assertTrue(refused.getMessage().contains("is currently used by process"), refused::getMessage);
            writer.addSubIds(name, 960_000_000, 65_536);
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
        writer.removeSubIds(name, 950_000_000, 65_536);
        var left = host.directorySubIds(host.account(name).found().orElseThrow(), IdType.UID).found().orElseThrow();
        assertEquals(List.of(new SubIdRange(name, 960_000_000, 65_536)), left);
    }

    private static AddSubIds added(SubIdAllotment one) {
        return (AddSubIds) one.proposal().orElseThrow().steps().getFirst();
    }

    private Declaration declaration() throws InvalidManifestException {
        var manifest = new StringBuilder("schema = 1\n");
        users.forEach(name -> manifest.append("[[users]]\nname = \"").append(name).append("\"\n"));
        return Declaration.of(ManifestReader.read("rootless.toml", manifest.toString()), host, Optional.empty());
    }

    /** Others' users on this host are not this test's. */
    private List<HostProblem> ours(Declaration declaration) {
        return HostCheck.of(declaration, host).stream().filter(problem -> problem.user().isPresent()).toList();
    }
}
