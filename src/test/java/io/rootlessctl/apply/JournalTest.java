package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.Crash;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** COVERAGE O4: what was begun is on disk before it happens. */
class JournalTest {
    private static final Path STATE = Path.of("/home/alice/.local/state");
    private static final Path FILE = STATE.resolve(Journal.FILE);
    private static final CertificateOrder ORDER = new CertificateOrder(FILE, "alice on host1", List.of("127.0.0.1"));
    private static final ProgramsOrder PROGRAMS = new ProgramsOrder(STATE, FILE, "29.7.0-0f3a9c04b2d1",
            List.of(new ProgramsOrder.Source(Path.of("/srv/docker-29.7.0.tgz"), "ab".repeat(32))));
    private static final DirectLaunch LAUNCH = new DirectLaunch(
            List.of("/usr/bin/dockerd-rootless.sh"), new TreeMap<>(java.util.Map.of("A", "b \"c\"\n")), Path.of("/log"));
    static final List<Step> EVERY_STEP = List.of(
            new Step.WriteFile(FILE, "\"{}\n\u00e4", 0600), new Step.RemoveFile(FILE),
            new Step.CheckSettings(Path.of("/usr/bin/dockerd"), FILE, "{}"), new Step.MakeDirectory(FILE, 0700),
            new Step.RemoveDirectory(FILE), new Step.PurgeTree(FILE), new Step.IssueCertificates(ORDER),
            new Step.RestoreCertificates(ORDER, "abc"), new Step.DiscardCertificates(ORDER), new Step.SetMode(FILE, 04755), new Step.SetSysctl("a.b", "1 2"),
            new Step.InstallPrograms(PROGRAMS), new Step.RemovePrograms(PROGRAMS),
            new Step.LoadModule("ip_tables"), new Step.UnloadModule("ip_tables"), new Step.LoadProfile(FILE),
            new Step.UnloadProfile(FILE), new Step.SetCapabilities(FILE, "cap_net_bind_service=ep"),
            new Step.HostSystemctl(Step.Systemctl.Verb.STOP, "docker.socket"),
            new Step.InstallPackages(PackageSystem.APT, List.of("uidmap")), new Step.CreateUser("bob"),
            new Step.AddSubIds("bob", 100_000, 65_536), new Step.RemoveSubIds("bob", 100_000, 65_536),
            new Step.SetLinger("bob", true), new Systemctl(Systemctl.Verb.RESET_FAILED, "docker.service"),
            new Step.StartDirect(LAUNCH), new Step.StopDirect(new ProcessId(7, 8), Duration.ofSeconds(45), Optional.of(LAUNCH)),
            new Step.SignalReload(new ProcessId(7, 8)), new Step.PublishPort(PortSpec.parse("[::1]:8080:10.0.2.100:80/tcp")),
            new Step.UnpublishPort(PortSpec.parse("0.0.0.0:53:53/udp")), new Step.AwaitReady(FILE, Duration.ofMinutes(1)));

    @Test
    void everyStepComesBackAsItWas() throws IOException {
        assertEquals(
                Arrays.stream(Step.class.getPermittedSubclasses()).collect(Collectors.toSet()),
                EVERY_STEP.stream().map(Object::getClass).collect(Collectors.toCollection(() -> new java.util.HashSet<Class<?>>())),
                "the steps of this test");
        var host = Samples.host(Manager.DIRECT);
        var journal = new Journal(
                new Place(host, host.writer(), new Scope.User("alice"), Samples.ALICE_ACCOUNT, STATE), 1, 1,
                new Occasion("apply", Instant.EPOCH, "alice", Optional.empty(), Optional.empty(), Optional.empty()));
        for (var step : EVERY_STEP) {
            journal.intend(new Address("daemon", "alice"), new TreeMap<>(Map.of("mtu", "1400")), step, EVERY_STEP);
        }
        journal.done();

        var text = host.text(FILE, Samples.ALICE_ACCOUNT).found().orElseThrow();
        var record = Journal.parse(FILE, text.content());

        assertEquals(journal.entries(), record.entries());
        assertEquals(EVERY_STEP, record.entries().stream().map(Journal.Entry::step).toList());
        assertEquals(Optional.empty(), record.result());
        assertEquals(0600, text.status().mode());
    }

    @Test
    void aStepIsOnDiskWithItsInverseBeforeItRuns() throws IOException {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        int write = writeOf(Samples.DAEMON_JSON);
        scene.host().writer().crashAt(write);
        assertThrows(Crash.class, scene::apply);

        var file = Path.of("/home/alice/.local/state/rootlessctl", Journal.FILE);
        var record = Journal.parse(file, scene.host().text(file, Samples.ALICE_ACCOUNT).found().orElseThrow().content());

        var last = record.entries().getLast();
        assertEquals(Path.of(Samples.DAEMON_JSON), ((Step.WriteFile) last.step()).path());
        assertTrue(((Step.WriteFile) last.inverse().getFirst()).content().contains("theirs"));
        assertEquals(Set.of(false), Set.of(last.done()));
    }

    @Test
    void anApplyThatWasCutOffIsToldByTheNext() {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        scene.host().writer().crashAt(writeOf(Samples.DAEMON_JSON));
        assertThrows(Crash.class, scene::apply);
        scene.host().writer().recover();

        var next = scene.with(Samples.manifest());
        next.applied();
        var after = next.with(Samples.manifest(1400, "debug = true"));
        after.applied();

        assertTrue(next.watched().told().contains("interrupted user"), () -> next.watched().told().toString());
        assertTrue(!after.watched().told().contains("interrupted user"), () -> after.watched().told().toString());
    }

    @Test
    @DisplayName("O4: cut off where the apply has come back to a user after the host's part: all of the user's goes back")
    void cutOffInASecondPart() throws IOException {
        var manifest = Samples.manifest().replace("start = \"login\"", "start = \"boot\"");
        var whole = Scene.of(Samples.host(Manager.SYSTEMD).withNobodyLoggedInAs("alice"), manifest);
        whole.applied();
        int unit = 1 + (int) whole.writes().stream().takeWhile(write -> !write.contains("docker.service")).count();
        for (int write = unit; write <= unit + 3; write++) {
            var scene = Scene.of(Samples.host(Manager.SYSTEMD).withNobodyLoggedInAs("alice"), manifest);
            var before = scene.host().snapshot();
            scene.host().writer().crashAt(write);
            assertThrows(Crash.class, scene::apply);
            scene.host().writer().recover();

            assertEquals(List.of(), scene.rolledBack().failures(), whole.writes().get(write - 1));

            assertEquals(List.of(), scene.host().differences(before).stream().filter(line -> !line.contains("rootlessctl")
                    && !line.contains(".local")).toList(), whole.writes().get(write - 1));
        }
    }

    @Test
    void aDamagedJournalIsNamedAndNothingIsBegun() {
        var host = Samples.host(Manager.DIRECT).file("/home/alice/.local/state/rootlessctl/journal.json", "{\"a\": ");
        var before = host.snapshot();
        var failure = Scene.of(host, Samples.manifest()).apply().failures().getFirst();
        assertTrue(failure.message().startsWith("/home/alice/.local/state/rootlessctl/journal.json: is not what"),
                failure.message());
        assertEquals(ApplyResult.Afterwards.UNTOUCHED, failure.afterwards());
        assertEquals(List.of(), host.differences(before));
    }

    @Test
    @DisplayName("O4 I4: of a journal that is a user's own nothing is believed but what a journal can say")
    void aJournalOfSomebodyElsesMaking() throws IOException {
        var record = "{\"formatVersion\":\"1.0\",\"id\":1,\"turn\":1,\"occasion\":{\"command\":\"apply\","
                + "\"at\":\"2026-01-01T00:00:00Z\",\"caller\":\"x\",\"manifest\":null,\"sha256\":null},\"entries\":[%s],"
                + "\"claims\":{},\"before\":{},\"changes\":[],\"socket\":null,\"result\":null}";
        var entry = "{\"address\":{\"kind\":\"a\",\"name\":\"b\"},\"setting\":%s,"
                + "\"step\":{\"step\":\"RemoveFile\",\"path\":\"/x\"},\"inverse\":%s,\"done\":true}";
        var whole = record.formatted(entry.formatted("{}", "[]"));
        assertEquals(1, Journal.parse(FILE, whole).entries().size());
        for (var text : List.of("null", "{}", "[]", "{\"entries\":null}", record.formatted("null"), record.formatted("{}"),
                record.formatted(entry.formatted("{\"a\":null}", "[]")), record.formatted(entry.formatted("{}", "[null]")),
                whole.replace("\"apply\"", "null"), whole.replaceFirst("\"occasion\":\\{[^}]*}", "\"occasion\":null"),
                whole.replace("\"changes\":[]", "\"changes\":[null]"), whole.replace("\"changes\":[]", "\"changes\":[{}]"),
                whole.replace("\"claims\":{}", "\"claims\":{\"a[b]\":null}"),
                whole.replace("\"claims\":{}", "\"claims\":{\"a[b]\":{}}"), whole.replace("\"before\":{}", "\"before\":null"))) {
            var problem = assertThrows(IOException.class, () -> Journal.parse(FILE, text), text);
            assertTrue(problem.getMessage().contains("is not what rootlessctl wrote there"), problem::getMessage);
        }
    }

    private static int writeOf(String path) {
        var scene = Scene.of(Samples.host(Manager.DIRECT), Samples.manifest());
        scene.applied();
        return scene.writes().indexOf("write " + path) + 1;
    }
}
