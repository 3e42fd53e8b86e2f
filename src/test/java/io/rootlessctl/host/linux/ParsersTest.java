package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.host.OsRelease;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.ProcessId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Captured texts of a Linux host, good and malformed")
class ParsersTest {
    private static final Account ALICE =
            new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/bash"));

    @ParameterizedTest(name = "P9: {0} is {1} {2}, like {3}, packages of {4}")
    @CsvSource(delimiter = '|', value = {
        "debian-12    | debian | 12    | ''                 | bookworm | Debian GNU/Linux 12 (bookworm)",
        "ubuntu-24.04 | ubuntu | 24.04 | debian             | noble    | Ubuntu 24.04.3 LTS",
        "rocky-9      | rocky  | 9.4   | rhel centos fedora | ''       | Rocky Linux 9.4 (Blue Onyx)",
        "arch         | arch   | ''    | ''                 | ''       | Arch \"\\$x\\\" Linux",
        "empty        | linux  | ''    | ''                 | ''       | Linux",
        "lmde-6       | linuxmint | 6  | debian             | bookworm | LMDE 6 (faye)",
    })
    void osRelease(String file, String id, String version, String like, String codename, String pretty) {
        var expected = new OsRelease(id, version, like.isEmpty() ? List.of() : List.of(like.split(" ")), codename, pretty);
        assertEquals(Observation.present(expected),
                OsReleaseFile.parse("/etc/os-release", Observed.text("os-release/" + file + ".txt")));
    }

    @ParameterizedTest
    @CsvSource({"malformed-quote, line 2", "malformed-line, line 2"})
    void osReleaseMalformed(String file, String where) {
        malformed(OsReleaseFile.parse("/etc/os-release", Observed.text("os-release/" + file + ".txt")), where);
    }

    @Test
    @DisplayName("P2: what getsubids prints")
    void subIds() {
        assertEquals(
                Observation.present(List.of(
                        new SubIdRange("alice", 100000, 65536), new SubIdRange("alice", 4294901760L, 65535))),
                SubIdQuery.parse("getsubids alice", "0: alice 100000 65536\n1: alice 4294901760 65535\n"));
        malformed(SubIdQuery.parse("getsubids alice", "0: alice 100000 65536\nUsing files\n"), "Using files");
    }

    @Test
    void accounts() {
        var text = Observed.text("passwd/good.txt");
        assertEquals(Observation.present(ALICE), PasswdFile.byName("/etc/passwd", text, "alice"));
        assertEquals(Observation.present(ALICE), PasswdFile.byUid("/etc/passwd", text, 1000));
        assertEquals(
                Observation.present(
                        new Account("bob", 4294967293L, 1001, Path.of("/home/bob"), Path.of("/bin/sh"))),
                PasswdFile.byName("/etc/passwd", text, "bob"));
        assertEquals(Observation.absent(), PasswdFile.byName("/etc/passwd", text, "carol"));
    }

    @ParameterizedTest
    @CsvSource({"fields, found 5 fields", "number, found uid", "home, found home directory"})
    void accountMalformed(String name, String problem) {
        malformed(PasswdFile.byName("/etc/passwd", Observed.text("passwd/malformed.txt"), name), problem);
    }

    @ParameterizedTest(name = "P10: {0} has cgroups {1}")
    @CsvSource({"v2, V2", "v1, V1", "hybrid, HYBRID", "none, NONE", "malformed, NONE"})
    void cgroups(String file, Cgroups expected) {
        assertEquals(expected, Mounts.parse(Observed.text("mountinfo/" + file + ".txt")).cgroups());
    }

    @ParameterizedTest(name = "S2: {0} is on {1}")
    @CsvSource({
        "/home/alice/.local/share/docker, nfs4", "/home/with blank/x, tmpfs", "/mnt/data, xfs", "/homes, ext4",
        "/, ext4"
    })
    void fileSystems(String path, String type) {
        var mounts = Mounts.parse(Observed.text("mountinfo/v2.txt"));
        assertEquals(Optional.of(type), mounts.typeAt(Path.of(path)));
    }

    @Test
    void processes() {
        assertEquals(
                Optional.of(new ProcStat(new ProcessId(11863, 181365), "dockerd", 'S', 11802, 11789)),
                ProcStat.parse(Observed.text("proc/stat-dockerd.txt")));
        assertEquals(
                Optional.of(new ProcStat(new ProcessId(4711, 181365), "a) b (c", 'S', 1, 3)),
                ProcStat.parse(Observed.text("proc/stat-parentheses.txt")));
        assertEquals(Optional.empty(), ProcStat.parse(Observed.text("proc/stat-malformed.txt")));
        assertEquals(Optional.empty(), ProcStat.parse(""));
    }

    @Test
    @DisplayName("X1: the running daemon's id map")
    void uidMap() {
        assertEquals(
                List.of(new IdMapping(0, 1001, 1), new IdMapping(1, 100000, 65536)),
                UidMap.parse(Observed.text("proc/uid_map.txt")));
        assertEquals(List.of(new IdMapping(0, 1001, 1)), UidMap.parse(Observed.text("proc/uid_map-malformed.txt")));
    }

    @Test
    void commandLines() {
        assertEquals(List.of("a", "", "b c"), ProcessTable.split("a\0\0b c\0"));
        assertEquals(List.of(), ProcessTable.split(""));
        assertTrue(DaemonSearch.runsDocker(List.of("rootlesskit", "--net=x", "/usr/bin/dockerd-rootless.sh")));
        assertTrue(DaemonSearch.runsDocker(List.of("rootlesskit", "--net=x", "/usr/bin/dockerd-rootless")), "Alpine's");
        assertTrue(!DaemonSearch.runsDocker(List.of("rootlesskit", "/usr/bin/containerd-rootless.sh")));
        assertTrue(!DaemonSearch.runsDocker(List.of("rootlesskit", "my-dockerd-rootless.sh")));
    }

    @Test
    @DisplayName("I2: a user unit that runs, and one that is not there")
    void units() {
        var file = Path.of("/home/alice/.config/systemd/user/docker.service");
        assertEquals(
                Observation.present(
                        new UserUnit("loaded", "active", "running", "enabled", false, Optional.of(file), 812)),
                UnitProperties.parse("unit", Observed.text("systemctl/running.txt")));
        assertEquals(
                Observation.present(new UserUnit("not-found", "inactive", "dead", "", false, Optional.empty(), 0)),
                UnitProperties.parse("unit", Observed.text("systemctl/not-found.txt")));
    }

    @ParameterizedTest
    @CsvSource({"malformed, MainPID", "no-bus, LoadState"})
    void unitMalformed(String file, String problem) {
        malformed(UnitProperties.parse("unit", Observed.text("systemctl/" + file + ".txt")), problem);
    }

    @Test
    @DisplayName("O7: the journal's entries, of whatever kind their texts are")
    void journal() {
        assertEquals(List.of("Started docker.service - [systemd-run] /usr/bin/sh -c \"echo hello; echo world >&2\".", "hello"),
                JournalLines.parse("journal", Observed.text("journalctl/systemd-257.txt")).found().orElseThrow());
        assertEquals(List.of("two", "lines", "\u001b[0mred"), JournalLines.parse("journal", """
                {"MESSAGE":"two\\nlines"}
                {"MESSAGE":null}
                {"MESSAGE":[27,91,48,109,114,101,100]}
                {"__SEQNUM":"1"}
                """).found().orElseThrow());
        malformed(JournalLines.parse("journal", "-- No entries --\n"), "journalctl: byte");
    }

    @ParameterizedTest(name = "P1: {0} answers {2}")
    @CsvSource({
        "APT, dpkg-query, docker.io slirp4netns", "DNF, rpm, shadow-utils slirp4netns",
        "ZYPPER, rpm, shadow-utils slirp4netns", "PACMAN, pacman, slirp4netns",
        "APK, apk, shadow-subids slirp4netns"
    })
    void packages(PackageSystem system, String file, String expected) {
        var wanted =
                List.of("docker.io", "uidmap", "passt", "slirp4netns", "shadow-utils", "shadow-subids", "package");
        assertEquals(Set.of(expected.split(" ")),
                PackageQuery.installed(system, Observed.text("packages/" + file + ".txt"), wanted));
    }

    @ParameterizedTest
    @EnumSource
    void packageNamesAreArgumentsAndNoOptions(PackageSystem system) {
        var argv = PackageQuery.arguments(system, List.of("-x"));
        assertEquals(List.of("--", "-x"), argv.subList(argv.size() - 2, argv.size()));
    }

    @ParameterizedTest
    @CsvSource({"debian-12, APT", "ubuntu-24.04, APT", "rocky-9, DNF", "arch, PACMAN", "empty, ''"})
    void packageSystem(String file, String expected) {
        var release = OsReleaseFile.parse("x", Observed.text("os-release/" + file + ".txt")).found().orElseThrow();
        assertEquals(expected, PackageQuery.system(release).map(Enum::name).orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "kernel.osrelease, /proc/sys/kernel/osrelease",
        "net.ipv4.conf.eth0/100.forwarding, /proc/sys/net/ipv4/conf/eth0.100/forwarding",
        "net/ipv4/conf/eth0.100/forwarding, /proc/sys/net/ipv4/conf/eth0.100/forwarding",
    })
    void sysctlKeys(String key, String path) {
        assertEquals(Path.of(path), SysctlKey.path(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//../../etc/passwd", "kernel/../../../etc/passwd", "", "/"})
    void sysctlKeysThatLeadElsewhere(String key) {
        assertThrows(IllegalArgumentException.class, () -> SysctlKey.path(key));
    }

    private static void malformed(Observation<?> found, String part) {
        assertTrue(found instanceof Observation.Malformed<?>(var _, var problem) && problem.contains(part)
                || found.obstacle().orElse("").contains(part), () -> "found " + found);
        assertTrue(found instanceof Observation.Malformed<?>, () -> "found " + found);
    }
}
