package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** COVERAGE P1, P2, P5, P11: the commands for whoever may. */
class RemedyTest {

    private static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(new Step.AddSubIds("alice", 100_000, 65_536),
                        "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice"),
                Arguments.of(new Step.SetMode(Path.of("/dev/net/tun"), 0666), "chmod 0666 /dev/net/tun"),
                Arguments.of(new Step.SetMode(Path.of("/usr/bin/newuidmap"), 04755), "chmod 4755 /usr/bin/newuidmap"),
                Arguments.of(new Step.SetSysctl("net.ipv4.ping_group_range", "0 2147483647"),
                        "sysctl -w 'net.ipv4.ping_group_range=0 2147483647'"),
                Arguments.of(new Step.SetSysctl("user.max_user_namespaces", "28633"),
                        "sysctl -w user.max_user_namespaces=28633"),
                Arguments.of(new Step.WriteFile(Path.of("/etc/a b"), "it's\n", 0644),
                        "printf 'it'\\''s\\n' > '/etc/a b' ; chmod 0644 '/etc/a b'"),
                Arguments.of(new Step.WriteFile(Path.of("/etc/a"), "100 %\n", 0644), "printf %s '100 %\n' > /etc/a ; chmod 0644 /etc/a"),
                Arguments.of(new Step.WriteFile(Path.of("/etc/subuid"), "", 0644), "touch /etc/subuid ; chmod 0644 /etc/subuid"),
                Arguments.of(new Step.LoadModule("ip_tables"), "modprobe ip_tables"),
                Arguments.of(new Step.UnloadModule("ip_tables"), "modprobe -r ip_tables"),
                Arguments.of(new Step.LoadProfile(Path.of("/etc/apparmor.d/a")), "apparmor_parser -r /etc/apparmor.d/a"),
                Arguments.of(new Step.UnloadProfile(Path.of("/etc/apparmor.d/a")), "if apparmor_parser -N /etc/apparmor.d/a | sed 's/$/ (/' | "
                        + "grep -qFf - /sys/kernel/security/apparmor/profiles; then apparmor_parser -R /etc/apparmor.d/a; fi"),
                Arguments.of(new Step.SetCapabilities(Path.of("/usr/bin/rootlesskit"), "cap_net_bind_service=ep"),
                        "setcap cap_net_bind_service=ep /usr/bin/rootlesskit"),
                Arguments.of(new Step.SetCapabilities(Path.of("/usr/bin/rootlesskit"), "cap_net_raw=ep cap_bpf=ep"),
                        "setcap 'cap_net_raw=ep cap_bpf=ep' /usr/bin/rootlesskit"),
                Arguments.of(new Step.HostSystemctl(Step.Systemctl.Verb.DAEMON_RELOAD, ""), "systemctl daemon-reload"),
                Arguments.of(new Step.HostSystemctl(Step.Systemctl.Verb.STOP, "docker.socket"),
                        "systemctl stop docker.socket"),
                Arguments.of(new Step.SetLinger("alice", true), "loginctl enable-linger alice"),
                Arguments.of(new Step.PublishPort(PortSpec.parse("[::1]:8080:80/tcp")),
                        "rootlessctl add-ports '[::1]:8080:80/tcp'"),
                Arguments.of(new Step.UnpublishPort(PortSpec.parse("[::1]:8080:80/tcp")), "rootlessctl list-ports | awk "
                        + "'$2 == \"tcp\" && $3 == \"::1\" && $4 == 8080 { print $1 }' | xargs -r rootlessctl remove-ports"),
                Arguments.of(new Step.CreateUser("bob"),
                        "id -u bob >/dev/null 2>&1 || "
                                + "if [ -x /bin/bash ]; then useradd --create-home --shell /bin/bash -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 bob || adduser -D -s /bin/bash bob; "
                                + "else useradd --create-home --shell /bin/sh -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 bob || adduser -D -s /bin/sh bob; fi"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("steps")
    void commandsOfAStep(Step step, String commands) {
        assertEquals(List.of(commands.split(" ; ")), Remedy.commands(List.of(step)));
    }

    @ParameterizedTest
    @EnumSource
    void everyPackageSystemHasAnUnattendedCommand(PackageSystem system) {
        var command = Remedy.commands(List.of(new Step.InstallPackages(system, List.of("uidmap", "slirp4netns")))).getLast();
        assertTrue(command.contains(" uidmap slirp4netns"), command);
        assertTrue(command.matches(".*(-y|--noconfirm|--non-interactive|apk .*add).*"), command);
    }

    @Test
    void whatZypperSaysBesidesIsNoFailure() {
        assertEquals(List.of("ZYPP_LOCK_TIMEOUT=120 zypper --non-interactive install shadow "
                        + "|| case $? in 102 | 103 | 106 | 107) ;; *) exit 1 ;; esac"),
                Remedy.commands(List.of(new Step.InstallPackages(PackageSystem.ZYPPER, List.of("shadow")))));
    }
}
