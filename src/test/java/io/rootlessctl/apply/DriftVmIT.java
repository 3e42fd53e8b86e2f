package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
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
    void system(@WithDaemon VirtualHost host) {
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
