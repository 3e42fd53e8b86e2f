package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.VirtualHost;

/** What becomes of the package on a host on which somebody's daemon runs. */
final class PackageLife {
    private static final String VERSIONS = "rootlessctl --version; rootlessctl.rootlesskit --version";
    /** By its name, with what systemd was told; what people have made with it is in homes. */
    private static final String REMAINS = "find /etc /usr /var /run -xdev -name '*rootlessctl*' ! -path '/var/lib/dpkg/*' "
            + "| while read -r path; do dpkg -S \"$path\" >/dev/null 2>&1 || echo \"$path\"; done";

    private PackageLife() {}

    /** It came with the host; installed over itself, removed, and installed again. */
    static void goesAndComesBack(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        alice.declare("[network]\nmtu = 1400\n");
        alice.apply().expect(0);
        var dockerd = alice.dockerd();
        root.run("systemctl enable --now rootlessctl-drift.timer && systemctl enable rootlessctl-overdue.service "
                + "&& systemctl --global enable rootlessctl-drift.timer rootlessctl-overdue.service").expect(0);
        var versions = root.run(VERSIONS).expect(0).out();

        host.install();
        assertEquals(versions, root.run(VERSIONS).expect(0).out());
        assertEquals("enabled active\n", root.run("echo $(systemctl is-enabled rootlessctl-drift.timer; "
                + "systemctl is-active rootlessctl-drift.timer)").expect(0).out());
        var applied = alice.apply().expect(0).out();
        assertTrue(applied.contains("Converged"), applied);

        root.run("dpkg -P rootlessctl").expect(0);
        assertTrue(versions.endsWith(root.run("rootlessctl --version").expect(0).out()), versions);
        assertNotEquals(0, root.run("command -v rootlessctl.rootlesskit").exit());
        assertEquals("", root.run(REMAINS).expect(0).out());
        assertEquals(dockerd, alice.dockerd());

        host.install();
        var again = alice.apply().expect(0).out();
        assertTrue(again.contains("Converged"), again);
        assertEquals(dockerd, alice.dockerd());
    }
}
