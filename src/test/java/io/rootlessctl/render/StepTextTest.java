package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.Systemctl.Verb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StepTextTest {
    private static final Path FILE = Path.of("/home/alice/x y");
    private static final ProcessId PROCESS = new ProcessId(1234, 5);

    static Map<Step, String> steps() {
        var texts = new LinkedHashMap<Step, String>();
        texts.put(new Step.WriteFile(FILE, Examples.PASSWORD, 0600), "write /home/alice/x y (0600)");
        texts.put(new Step.RemoveFile(FILE), "remove /home/alice/x y");
        texts.put(new Step.CheckSettings(Path.of("/usr/bin/dockerd"), FILE, "{}"),
                "have /usr/bin/dockerd --validate check what is to be written to /home/alice/x y");
        texts.put(new Step.MakeDirectory(FILE, 0700), "create directory /home/alice/x y (0700)");
        texts.put(new Step.PurgeTree(FILE), "remove /home/alice/x y with all that is in it, in the user's namespace");
        var order = new CertificateOrder(FILE, "alice", List.of("127.0.0.1", "host1"));
        texts.put(new Step.IssueCertificates(order), "make keys and certificates in /home/alice/x y (keys 0600), for "
                + "127.0.0.1, host1");
        texts.put(new Step.RestoreCertificates(order, "abc"), "bring back the former certificates of /home/alice/x y");
        texts.put(new Step.DiscardCertificates(order), "remove the keys and certificates in /home/alice/x y");
        var programs = new ProgramsOrder(FILE, Path.of("/home/alice/bin"), "29.7.0-0f3a9c04b2d1",
                List.of(new ProgramsOrder.Source(Path.of("/srv/docker-29.7.0.tgz"), "ab".repeat(32))));
        texts.put(new Step.InstallPrograms(programs), "switch the programs in /home/alice/bin to "
                + "/home/alice/x y/29.7.0-0f3a9c04b2d1, out of /srv/docker-29.7.0.tgz");
        texts.put(new Step.RemovePrograms(programs),
                "remove the programs in /home/alice/x y/29.7.0-0f3a9c04b2d1 and what leads to them");
        texts.put(new Step.RemoveDirectory(FILE), "remove directory /home/alice/x y if it is empty");
        texts.put(new Step.SetMode(FILE, 01777), "set the mode of /home/alice/x y to 1777");
        texts.put(new Step.SetSysctl("a.b", "1 2"), "set a.b to 1 2 until the next boot");
        texts.put(new Step.LoadModule("ip_tables"), "load the kernel module ip_tables");
        texts.put(new Step.UnloadModule("ip_tables"), "unload the kernel module ip_tables");
        texts.put(new Step.LoadProfile(FILE), "load the AppArmor profile /home/alice/x y");
        texts.put(new Step.UnloadProfile(FILE), "unload the AppArmor profile /home/alice/x y");
        texts.put(new Step.SetCapabilities(FILE, "cap_net_bind_service=ep"),
                "give /home/alice/x y the capabilities cap_net_bind_service=ep");
        texts.put(new Step.SetCapabilities(FILE, ""), "take the capabilities from /home/alice/x y");
        texts.put(new Step.HostSystemctl(Verb.DAEMON_RELOAD, ""), "make systemd read the system's unit files again");
        texts.put(new Step.HostSystemctl(Verb.DISABLE, "docker.service"), "disable docker.service (of the system)");
        texts.put(new Step.InstallPackages(PackageSystem.APT, List.of("uidmap", "slirp4netns")),
                "install uidmap, slirp4netns (apt)");
        texts.put(new Step.CreateUser("alice"), "create user alice");
        texts.put(new Step.AddSubIds("alice", 100_000, 65_536),
                "give alice the subordinate user and group ids 100000-165535");
        texts.put(new Step.RemoveSubIds("alice", 100_000, 65_536),
                "take the subordinate user and group ids 100000-165535 from alice");
        texts.put(new Step.SetLinger("alice", true), "enable lingering of alice");
        texts.put(new Step.SetLinger("alice", false), "disable lingering of alice");
        texts.put(new Systemctl(Verb.DAEMON_RELOAD, "docker.service"), "make systemd read the user's unit files again");
        texts.put(new Systemctl(Verb.RESET_FAILED, "docker.service"), "clear the failures of docker.service");
        texts.put(new Systemctl(Verb.RESTART, "docker.service"), "restart docker.service");
        texts.put(new Step.StartDirect(Examples.LAUNCH),
                "start /usr/bin/dockerd-rootless.sh, log in /home/alice/.local/state/rootlessctl/dockerd.log");
        texts.put(new Step.StopDirect(PROCESS, Duration.ofSeconds(45), Optional.of(Examples.LAUNCH)),
                "stop process 1234 (SIGTERM, waits up to 45 s)");
        texts.put(new Step.SignalReload(PROCESS), "make process 1234 read its settings again (SIGHUP)");
        texts.put(new Step.PublishPort(PortSpec.parse("[::1]:8080:80/tcp")), "make RootlessKit forward [::1]:8080:80/tcp");
        texts.put(new Step.UnpublishPort(PortSpec.parse("0.0.0.0:53:53/udp")),
                "make RootlessKit forward 0.0.0.0:53:53/udp no longer");
        texts.put(new Step.AwaitReady(Path.of("/run/d.sock"), Duration.ofMillis(1500)),
                "wait until unix:///run/d.sock answers (up to 1500 ms)");
        return texts;
    }

    @Test
    void everyStepHasItsLineAndNoSecretIsInIt() {
        steps().forEach((step, text) -> assertEquals(text, StepText.describe(step)));
        steps().keySet().forEach(step -> assertFalse(StepText.describe(step).contains(Examples.PASSWORD)));
        var covered = steps().keySet().stream().map(Step::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(Step.class.getPermittedSubclasses()), covered);
    }

    @Test
    void aPathCannotMoveTheCursor() {
        assertEquals("remove /tmp/a\\x1b[2J\\nb", StepText.describe(new Step.RemoveFile(Path.of("/tmp/a\u001b[2J\nb"))));
    }
}
