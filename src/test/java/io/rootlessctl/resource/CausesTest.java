package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.KeyReference;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LintId;
import io.rootlessctl.resource.Causes.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs below observed/doctor are those of real daemons (Docker 20.10, RootlessKit 1.1) where they have a trace. */
class CausesTest {
    private static final Path LOGS = Path.of("src/test/resources/observed/doctor");
    private static final Path NEAR_MISSES = LOGS.resolve("near-misses.txt");

    @TestFactory
    @DisplayName("T1-T6 T8-T13 T20: each log tells the cause that it is named after, first")
    Stream<DynamicTest> eachLogTellsItsCause() throws IOException {
        return logs().stream().map(log -> dynamicTest(log.getFileName().toString(), () ->
                assertEquals(code(log), codes(Causes.in(Files.readAllLines(log))).stream().findFirst().orElse("healthy"))));
    }

    @Test
    void everyEntryHasALogAndANearMiss() throws IOException {
        var told = logs().stream().map(CausesTest::code).collect(Collectors.toCollection(TreeSet::new));
        var patterned = Causes.codes().stream().filter(code -> Causes.of(code).get().told().log().isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
        told.remove("healthy");
        assertEquals(patterned, told);
        assertEquals(patterned, Files.readAllLines(NEAR_MISSES).stream().map(line -> line.split(": ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @TestFactory
    Stream<DynamicTest> whatOnlyLooksLikeItIsNotTaken() throws IOException {
        return Files.readAllLines(NEAR_MISSES).stream().map(line -> line.split(": ", 2))
                .map(parts -> dynamicTest(parts[0], () -> assertEquals(List.of(), codes(Causes.in(List.of(parts[1]))))));
    }

    @ParameterizedTest
    @CsvSource({
        "linger, alice, linger, false, not-at-boot", "sub-ids, alice, subuid, , no-subuid",
        "sysctl, net.ipv4.ping_group_range, live, 1\t0, no-ping", "sysctl, user.max_user_namespaces, live, 0, userns-limit",
        "sysctl, kernel.unprivileged_userns_clone, live, 0, userns-forbidden",
        "delegation, host, Delegate, memory pids, controller-not-delegated",
        "controllers, alice, controllers, memory pids, controller-not-delegated",
        "packages, host, newuidmap, , newuidmap-missing", "packages, host, newgidmap, installed, newuidmap-not-setuid",
        "packages, host, rootlesskit, , rootlesskit-missing", "packages, host, dockerd, , dockerd-missing",
        "packages, host, slirp4netns, , network-driver-missing", "packages, host, slirp4netns, 0.3.0, slirp4netns-old",
        "packages, host, iptables, , iptables-missing", "packages, host, dbus-daemon, , bus-not-running",
        "module, ip_tables, loaded, false, iptables-module", "device, /dev/net/tun, mode, 0600, tun-closed",
        "device, /dev/fuse, mode, 0600, fuse-closed", "apparmor, /usr/bin/rootlesskit, profile, , userns-apparmor"})
    @DisplayName("P1 P2 P3 P5 P6 P8 P11 T2-T4 T7 T12 T14: what a plan would change tells the cause that stands behind it")
    void aPlanTellsIt(String kind, String name, String field, String observed, String code) {
        var diff = new FieldDiff(field, Optional.ofNullable(observed), Optional.of("else"), Optional.empty());
        assertEquals(Optional.of(code), Causes.inPlan(new Address(kind, name), List.of(diff), "").map(Cause::code));
        assertEquals(Optional.empty(), Causes.inPlan(new Address(kind, name), List.of(), "not for that").map(Cause::code));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh, expose.ssh: the docker client reaches unix:///var/run/docker.sock, ssh-reaches-rootful",
        "daemon, unit docker.service of alice: nobody is logged in as alice so no systemd runs, no-user-bus",
        "lint, the daemon runs from a file that an upgrade has removed; restart it, binary-deleted"})
    @DisplayName("T1 T6 P4 T20: what a plan says of it tells the cause")
    void whatIsSaidTellsIt(String kind, String said, String code) {
        assertEquals(Optional.of(code), Causes.inPlan(new Address(kind, "alice"), List.of(), said).map(Cause::code));
    }

    @ParameterizedTest
    @EnumSource(LintId.class)
    @DisplayName("T20: what lint.ignore silences can be explained by that name")
    void lintIsExplained(LintId id) {
        assertTrue(Causes.of(id.toString()).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"debian-12, apt-get install -y uidmap", "fedora-42, dnf install -y shadow-utils",
        "arch, pacman -S --noconfirm --needed shadow", "alpine-3.20, apk add shadow-subids"})
    @DisplayName("I3 T20: the commands of a cause are those of the host's distribution")
    void installsAsTheDistributionDoes(String distribution, String command) {
        var host = FakeHost.debian().file("/etc/os-release", osRelease(distribution));
        assertEquals(List.of(command), Causes.of("newuidmap-missing").orElseThrow().on(host).asRoot());
    }

    private static String osRelease(String distribution) {
        var name = distribution.split("-");
        return "ID=" + name[0] + "\nVERSION_ID=" + (name.length > 1 ? name[1] : "") + "\n";
    }

    @Test
    @DisplayName("of several programs that are missing none is the cause")
    void severalCausesAreNone() {
        var missing = Stream.of("iptables", "rootlesskit").map(name ->
                new FieldDiff(name, Optional.empty(), Optional.of("installed"), Optional.empty())).toList();
        assertEquals(Optional.empty(), Causes.inPlan(new Address("packages", "host"), missing, ""));
    }

    @Test
    @DisplayName("T1-T20: every entry is told by a log, a plan or a check of the host, but for six that nothing shows; S2: with what is not supported among these")
    void somethingTellsEachOfThem() throws IOException {
        var checks = new StringBuilder("\"containerd-missing\" \"runc-missing\"");
        for (var source : List.of("Checks", "Combinations", "RootlessLimits", "UnitFaults", "ClientAim")) {
            checks.append(Files.readString(Path.of("src/main/java/io/rootlessctl/resource", source + ".java")));
        }
        for (var code : Causes.codes()) {
            var told = Causes.of(code).orElseThrow().told();
            boolean shown = told.log().isPresent() || told.plan().isPresent() || checks.indexOf("\"" + code + "\"") >= 0;
            assertEquals(told.nothing(), !shown, code);
        }
        assertEquals(List.of("apparmor-not-for-containers", "bind-mount-owner", "checkpoint-not-supported", "data-not-removable",
                        "namespaces", "tool-ignores-context"),
                Causes.codes().stream().filter(code -> Causes.of(code).orElseThrow().told().nothing()).sorted().toList());
    }

    @Test
    void everyEntryIsWhole() {
        for (var code : Causes.codes()) {
            var cause = Causes.of(code).orElseThrow();
            assertTrue(code.matches("[a-z0-9]+(-[a-z0-9]+)*"), code);
            assertTrue(cause.rank() >= 0, () -> code + ": no kind " + cause.kind());
            assertTrue(cause.source().startsWith("https://"), () -> code + ": source");
            assertTrue(cause.what().length() <= 120 && !cause.what().endsWith("."), () -> code + ": what");
            assertTrue(cause.why().endsWith("."), () -> code + ": why");
            assertTrue(!cause.apply() || cause.key().isPresent() || Kinds.rank(cause.kind()) >= 0, () -> code + ": apply");
        }
    }

    @Test
    void everyKindHasAPurpose() {
        Kinds.ALL.forEach(kind -> assertTrue(Purpose.of(kind.name()).endsWith("."), kind::name));
    }

    /** What is declared must be a key that there is. */
    @Test
    void everyKeyIsOneOfTheManifest() {
        for (var code : Causes.codes()) {
            Causes.of(code).orElseThrow().key().map(line -> line.replaceAll("(\\.\"| =).*", "")).ifPresent(key ->
                    assertTrue(KeyReference.of(key).isPresent(), () -> code + ": no key " + key));
        }
    }

    @Test
    void onlyTheLastStartCounts() throws IOException {
        var failed = Files.readAllLines(LOGS.resolve("no-subuid.txt"));
        var running = Files.readAllLines(LOGS.resolve("healthy.txt"));
        assertEquals(List.of(), codes(Causes.in(joined(failed, running))));
        assertEquals(List.of("no-subuid"), codes(Causes.in(joined(running, failed))));
        assertEquals(List.of("tun-closed"), codes(Causes.in(joined(failed, Files.readAllLines(LOGS.resolve("tun-closed.txt"))))));
    }

    @Test
    void theMostFundamentalComesFirst() throws IOException {
        var both = new ArrayList<>(Files.readAllLines(LOGS.resolve("port-taken.txt")));
        both.add("lchown /etc/gshadow: invalid argument");
        assertEquals(List.of("layer-id-outside", "port-taken"), codes(Causes.in(both)));
        both.add("failed to find runc binary");
        assertEquals("runc-missing", Causes.ofFailedStart(both).orElseThrow().cause().code());
        var advice = List.of("level=warning msg=\"WARNING: No memory limit support\"");
        assertEquals(List.of("limits-ignored"), codes(Causes.in(advice)));
        assertEquals(Optional.empty(), Causes.ofFailedStart(advice));
    }

    @Test
    void namesWhatTheLineNames() {
        var match = Causes.in(List.of("error: cannot expose privileged port 80, you can add ...")).getFirst();
        var cause = match.cause().in(Map.of("user", "alice", "port", "no longer asked for"));
        assertEquals("port 80 is below the first one that alice may use", cause.what());
        assertEquals(List.of("sysctl -w net.ipv4.ip_unprivileged_port_start=80"), cause.asRoot());
    }

    @Test
    @DisplayName("I4: no command for root has anything of a user's log in it but numbers, and no log takes the place of what is known")
    void whatALogSaysIsNoCommandOfRoots() {
        var known = Checks.values(Scene.of(FakeHost.debian().callAs("alice"), "schema = 1\n").declaration().users().getFirst()).keySet();
        for (var code : Causes.codes()) {
            var cause = Causes.of(code).orElseThrow();
            cause.told().log().ifPresent(pattern -> pattern.namedGroups().keySet().forEach(name -> {
                assertFalse(known.contains(name) && Stream.of(cause.asRoot(), cause.asUser()).flatMap(List::stream)
                        .anyMatch(command -> command.contains("{" + name + "}")), () -> code + ": " + name);
                assertTrue(pattern.pattern().contains("(?<" + name + ">\\d+)")
                        || cause.asRoot().stream().noneMatch(command -> command.contains("{" + name + "}")), () -> code + ": " + name);
            }));
        }
        var blocked = Causes.in(List.of("failed to load listeners: can't create unix socket /etc: is a directory"))
                .getFirst().cause().in(Map.of("socket", "/run/user/1000/docker.sock"));
        assertEquals("the daemon's socket cannot be made: something else is at /etc", blocked.what());
        assertEquals(List.of("rm -rf /run/user/1000/docker.sock"), blocked.asRoot());
    }

    @Test
    @DisplayName("I4: a path with blanks and quotes is one word in a command, and itself in a sentence")
    void oneWordEach() {
        var values = Map.of("user", "alice", "home", "/home/al ice", "data-root", "/d a/'x; reboot", "runtime", "/run/user/1000");
        assertEquals(List.of("mkdir -p '/d a/'\\''x; reboot'", "chown alice: '/d a/'\\''x; reboot'", "chmod 0710 '/d a/'\\''x; reboot'"),
                Causes.of("data-root-closed").orElseThrow().in(values).asRoot());
        assertEquals("mkdir -p '/home/al ice'/.config/systemd/user/docker.service.d",
                Causes.of("kill-mode").orElseThrow().in(values).asUser().getFirst());
        assertEquals("sed -i '1,2c\\it'\\''s {home}' '/f 1'", Causes.of("environment-unquoted").orElseThrow()
                .in(Map.of("lines", "1,2", "meant", "it's {home}", "file", "/f 1")).asUser().getFirst());
        assertEquals("the home directory of al ice is not there, or not writable",
                Causes.of("home-missing").orElseThrow().in(Map.of("user", "al ice")).what());
    }

    @Test
    @DisplayName("a whole command stays one, and so does what a shell is to work out")
    void commandsAndExpressions() {
        assertEquals(List.of("kill $(pgrep -u 1000)"),
                Causes.of("egress-lost").orElseThrow().in(Map.of("restart", "kill $(pgrep -u 1000)")).asUser());
        assertEquals(List.of("rm -f /run/user/$(id -u alice)/docker.pid"),
                Causes.of("pid-file").orElseThrow().expanding(Map.of("runtime", "/run/user/$(id -u alice)")).asUser());
    }

    private static List<Path> logs() throws IOException {
        try (var files = Files.list(LOGS)) {
            return files.filter(file -> !file.equals(NEAR_MISSES)).sorted().toList();
        }
    }

    /** {@code no-subuid-2.txt} is the second log of no-subuid. */
    private static String code(Path log) {
        return log.getFileName().toString().replaceAll("(-\\d)?\\.txt$", "");
    }

    private static List<String> codes(List<Match> matches) {
        return matches.stream().map(match -> match.cause().code()).toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
