package io.rootlessctl.apply;

import static io.rootlessctl.apply.Samples.ALICE_ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rootlessctl.apply.Samples.Manager;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.Systemctl.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** COVERAGE O4: steps taken back by the inverses that were worked out before they ran. */
class RollbackTest {
    private static final Account ROOT = new Account("root", 0, 0, Path.of("/root"), Path.of("/bin/bash"));
    private static final String UNIT = "docker.service";

    @Test
    void everyStepIsTakenBack() throws IOException {
        var host = Samples.host(Manager.DIRECT);
        var before = host.snapshot();
        var entries = run(host, ROOT, List.of(
                new Step.SetSysctl("net.ipv4.ping_group_range", "0 1"),
                new Step.WriteFile(Path.of("/etc/sysctl.d/a.conf"), "a\n", 0644),
                new Step.RemoveFile(Path.of("/etc/os-release")),
                new Step.SetMode(Path.of("/dev/net/tun"), 0600),
                new Step.AddSubIds("bob", 300_000, 65_536),
                new Step.RemoveSubIds("alice", 100_000, 65_536),
                new Step.SetLinger("alice", true),
                new Step.MakeDirectory(Path.of("/etc/a"), 0750),
                new Step.MakeDirectory(Path.of("/etc/a/b"), 0700),
                new Step.WriteFile(Path.of("/etc/a/b/c"), "c\n", 0600)));
        assertEquals(10, host.differences(before).size(), () -> String.join("\n", host.differences(before)));

        new Rollback(host, new StepExecutor(host.writer())).undo(entries, ROOT);

        assertEquals(List.of(), host.differences(before));
    }

    @Test
    void aDirectoryThatSomebodyUsesByNowStays() throws IOException {
        var host = Samples.host(Manager.DIRECT);
        var before = host.snapshot();
        var entries = run(host, ALICE_ACCOUNT, List.of(new Step.MakeDirectory(Path.of("/home/alice/a"), 0700)));
        host.file("/home/alice/a/theirs", "1");

        new Rollback(host, new StepExecutor(host.writer())).undo(entries, ALICE_ACCOUNT);

        assertEquals(2, host.differences(before).size());
    }

    @Test
    void theFormerDaemonFindsTheFormerFiles() throws IOException {
        var host = Samples.hostWithDaemon(Manager.SYSTEMD);
        var before = host.snapshot();
        var override = Path.of("/home/alice/.config/systemd/user/docker.service.d/override.conf");
        var entries = run(host, ALICE_ACCOUNT, List.of(
                new Step.MakeDirectory(override.getParent(), 0700),
                new Step.WriteFile(override, "[Service]\nEnvironment=DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1400\n", 0644),
                new Systemctl(Verb.DAEMON_RELOAD, UNIT), new Systemctl(Verb.ENABLE, UNIT), new Systemctl(Verb.RESTART, UNIT)));
        int writes = host.writer().writes().size();

        new Rollback(host, new StepExecutor(host.writer())).undo(entries, ALICE_ACCOUNT);

        assertEquals(List.of(), host.differences(before));
        assertEquals(
                List.of("systemctl stop", "systemctl reset-failed", "systemctl disable", "remove " + override,
                        "rmdir " + override.getParent(), "systemctl daemon-reload", "systemctl start"),
                host.writer().writes().subList(writes, host.writer().writes().size()));
    }

    @Test
    void theFormerDaemonForwardsTheFormerPorts() throws IOException {
        for (var manager : Manager.values()) {
            var host = Samples.hostWithDaemon(manager);
            host.writer().publishByHand("alice", "127.0.0.1:8080:80/tcp");
            host.writer().publishByHand("alice", "127.0.0.1:9000:90/tcp");
            var before = host.snapshot();
            var running = host.daemon(ALICE_ACCOUNT).found().orElseThrow();
            var launch = new DirectLaunch(
                    List.of(running.arguments().getLast()), running.environment(), Path.of("/home/alice/.local/state/log"));
            var entries = run(host, ALICE_ACCOUNT, List.of(
                    new Step.UnpublishPort(PortSpec.parse("127.0.0.1:8080:80/tcp")),
                    new Step.PublishPort(PortSpec.parse("127.0.0.1:8081:80/tcp")),
                    manager == Manager.SYSTEMD ? new Systemctl(Verb.RESTART, UNIT)
                            : new Step.StopDirect(running.rootlessKit(), Duration.ofSeconds(1), Optional.of(launch))));

            new Rollback(host, new StepExecutor(host.writer())).undo(entries, ALICE_ACCOUNT);

            assertEquals(List.of(), host.differences(before));
        }
    }

    @Test
    void whatCannotBeTakenBackKeepsNothingElseFromIt() throws IOException {
        var host = Samples.host(Manager.DIRECT);
        var before = host.snapshot();
        var entries = run(host, ROOT, List.of(
                new Step.SetSysctl("net.ipv4.ping_group_range", "0 1"),
                new Step.WriteFile(Path.of("/etc/a"), "a", 0644), new Step.WriteFile(Path.of("/etc/b"), "b", 0644)));
        host.writer().fail(1, 1);

        var failed = assertThrows(IOException.class,
                () -> new Rollback(host, new StepExecutor(host.writer())).undo(entries, ROOT));

        assertEquals("remove /etc/b: no space left on device", failed.getMessage());
        assertEquals(1, host.differences(before).size());
    }

    @Test
    void aFileThatCannotBeReadIsNotWrittenForItCouldNotBePutBack() {
        var host = Samples.host(Manager.DIRECT).put(
                "/home/alice/.bashrc", Type.FILE, "x", 0000);
        var refused = assertThrows(IOException.class, () -> new Inverse(host)
                .of(new Step.WriteFile(Path.of("/home/alice/.bashrc"), "y", 0644), ALICE_ACCOUNT));
        assertEquals("/home/alice/.bashrc: permission denied", refused.getMessage());
    }

    private static List<Journal.Entry> run(FakeHost host, Account as, List<Step> steps) throws IOException {
        var entries = new ArrayList<Journal.Entry>();
        for (var step : steps) {
            entries.add(new Journal.Entry(new Address("a", "b"), new TreeMap<>(), step, new Inverse(host).of(step, as), true));
            new StepExecutor(host.writer()).execute(step, as);
        }
        return entries;
    }
}
