package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The hourly look at a host with systemd, and what its journal gets. */
@OnVirtualHost("trixie")
class DriftVmIT {
    private static final String SERVICE = "rootlessctl-drift.service";
    private static final String DAEMON_JSON = ".config/docker/daemon.json";
    private static final String MANIFEST = """
            schema = 1
            [daemon.settings]
            log-driver = "local"
            """;

    @Test
    @DisplayName("O3: the hardened unit of the package sees what an apply sees, tells the journal of a drift only, and leaves metrics")
    void system(@WithDaemon VirtualHost host) throws IOException {
        var root = host.user("root");
        var alice = host.user("alice");
        root.run("mkdir -p /etc/rootlessctl && cat >/etc/rootlessctl/rootless.toml",
                MANIFEST + "[[users]]\nname = \"alice\"\n").expect(0);
        root.run("mkdir -p /var/lib/prometheus/node-exporter && echo "
                + "DRIFT_OPTIONS=--metrics=/var/lib/prometheus/node-exporter/rootlessctl.prom >/etc/default/rootlessctl").expect(0);
        root.rootlessctl("apply").expect(0);
        assertEquals("disabled\n", root.run("systemctl is-enabled rootlessctl-drift.timer").out());
        root.run("systemctl enable --now rootlessctl-drift.timer && systemctl start " + SERVICE).expect(0);
        assertEquals("", entries(root, "journalctl"));
        assertEquals(metrics(root, "rootlessctl drift --metrics -"),
                metrics(root, "cat /var/lib/prometheus/node-exporter/rootlessctl.prom"));

        alice.run("sed -i s/local/json-file/ " + DAEMON_JSON).expect(0);
        root.run("systemctl start " + SERVICE).expect(0);
        var entry = entries(root, "journalctl _SYSTEMD_UNIT=" + SERVICE + " ROOTLESSCTL_USER=alice ROOTLESSCTL_KIND=daemon-json");
        assertEquals(1, entry.lines().count(), entry);
        assertTrue(entry.contains("drift: 1 field at 1 address (daemon-json[alice])"), entry);
        assertTrue(metrics(root, "cat /var/lib/prometheus/node-exporter/rootlessctl.prom").contains("as_declared 0"));
        assertEquals("active\n", root.run("systemctl is-active rootlessctl-drift.timer").expect(0).out());
        asTheRoleSetsItUp(root);
    }

    /** With the drop-ins of Ansible's role, which name another program and manifest. */
    private static void asTheRoleSetsItUp(VirtualUser root) throws IOException {
        var told = "journalctl _SYSTEMD_UNIT=" + SERVICE + " ROOTLESSCTL_USER=alice ROOTLESSCTL_KIND=daemon-json";
        long before = entries(root, told).lines().count();
        root.run("mkdir -p /opt/manifest && mv /etc/rootlessctl/rootless.toml /opt/manifest/ && "
                + "printf '#!/bin/sh\\nexec rootlessctl \"$@\"\\n' >/opt/checker && chmod 755 /opt/checker").expect(0);
        dropIn(root, "drift");
        dropIn(root, "overdue");
        root.run("systemctl daemon-reload && systemctl enable rootlessctl-overdue.service && systemctl start " + SERVICE
                + " rootlessctl-overdue.service").expect(0);
        assertEquals(before + 1, entries(root, told).lines().count());
        assertEquals("success\nsuccess\n", root.run("systemctl show --value -p Result rootlessctl-overdue.service " + SERVICE
                + " | grep .").expect(0).out());
    }

    /** As Jinja makes it of the template, without metrics. */
    private static void dropIn(VirtualUser root, String name) throws IOException {
        var template = Files.readString(Project.ROOT.resolve("packaging/ansible/roles/rootless/templates/" + name + ".conf.j2"));
        root.write("/etc/systemd/system/rootlessctl-" + name + ".service.d/ansible.conf", template
                .replaceAll("(?s)\\{% if .*?endif %}\n", "").replace("{{ ansible_managed }}", "of a test")
                .replace("{{ rootlessctl_program }}", "/opt/checker").replace("{{ rootlessctl_dest }}", "/opt/manifest/rootless.toml")
                .replace("{{ rootlessctl_options }}", ""));
    }

    @Test
    @DisplayName("O3: a user's own units tell that user's journal of a drift only, and take back nothing where nothing waits")
    void user(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.write(".config/rootlessctl/rootless.toml", MANIFEST);
        alice.rootlessctl("apply", "-f", ".config/rootlessctl/rootless.toml").expect(0);
        alice.run("systemctl --user daemon-reload && systemctl --user enable --now rootlessctl-drift.timer rootlessctl-overdue.service "
                + "&& systemctl --user start " + SERVICE).expect(0);
        assertEquals("", entries(host.user("root"), "journalctl _UID=1000"));
        alice.run("sed -i s/local/json-file/ " + DAEMON_JSON + " && systemctl --user start " + SERVICE).expect(0);
        var entry = entries(host.user("root"), "journalctl _UID=1000 ROOTLESSCTL_KIND=daemon-json");
        assertTrue(entry.contains("drift: 1 field at 1 address (daemon-json[alice])"), entry);
        assertEquals("active\n", alice.run("systemctl --user is-active rootlessctl-drift.timer").expect(0).out());
        assertEquals("success\n", alice.run("systemctl --user show --value -p Result rootlessctl-overdue.service").expect(0).out());
    }

    /** The entries that rootlessctl has made, a line each. */
    private static String entries(VirtualUser reader, String journalctl) {
        return reader.run(journalctl + " -q --no-pager -o cat SYSLOG_IDENTIFIER=rootlessctl").expect(0).out();
    }

    /** But for the moment. */
    private static String metrics(VirtualUser user, String command) {
        return user.run(command + " || [ $? -eq 2 ]").expect(0).out().lines()
                .filter(line -> !line.contains("_timestamp_seconds ")).collect(Collectors.joining("\n"));
    }
}
