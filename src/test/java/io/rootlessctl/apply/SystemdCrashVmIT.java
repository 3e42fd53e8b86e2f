package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An apply is killed in the steps that there are under systemd only; then it goes on, and after the same crash back. */
@OnVirtualHost("trixie")
class SystemdCrashVmIT {
    /** Kills an apply of second.toml as soon as the step is begun; a step that was too quick is tried again. */
    private static final String KILLED = """
            for try in 1 2 3 4; do
                rootlessctl apply -f second.toml >apply.log 2>&1 &
                apply=$!
                while [ -e /proc/$apply/exe ]; do
                    if grep -qi '"step":{"step":"%s"[^}]*%s[^]]*\\],"done":false}' %s 2>/dev/null; then
                        kill -9 $apply
                        wait $apply
                        exit 0
                    fi
                done
                wait $apply
                rootlessctl rollback --yes </dev/null >/dev/null 2>&1 || exit 8
            done
            cat apply.log
            exit 9
            """;
    private static final String FIRST = "[daemon.settings]\nlog-driver = \"local\"\n";
    private static final String SECOND = FIRST + "bip = \"172.30.0.1/16\"\n[network]\nmtu = 1400\n"
            + "[expose.tcp]\nlisten = \"127.0.0.1:2376\"\ntls = \"generate\"\n";

    private record Step(String name, String verb, String journal) {}

    @Test
    @DisplayName("O4 I2: killed while settings are checked, certificates made, units read again and the daemon restarted")
    void ofAUser(@WithDaemon VirtualHost host) {
        var alice = running(host, FIRST);
        alice.write("second.toml", "schema = 1\n" + SECOND);
        var journal = ".local/state/rootlessctl/journal.json";
        var before = configured(alice);
        int kills = 0;
        for (var step : List.of(new Step("CheckSettings", "", journal), new Step("IssueCertificates", "", journal),
                new Step("Systemctl", "daemon.reload", journal), new Step("Systemctl", "restart", journal))) {
            killed(alice, step);
            alice.rootlessctl("rollback", "--yes").expect(0);
            assertEquals(before, configured(alice), step + ", rollback");
            alice.rootlessctl("drift", "-f", "rootless.toml").expect(0);
            alice.docker("version").expect(0);

            killed(alice, step);
            assertTrue(alice.rootlessctl("plan", "-f", "second.toml").err().contains("was cut off"), step.toString());
            alice.rootlessctl("apply", "-f", "second.toml").expect(0);
            alice.rootlessctl("drift", "-f", "second.toml").expect(0);
            alice.docker("version").expect(0);
            alice.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            kills += 2;
        }
        System.out.println("crash sweep, a user's steps under systemd: 4 steps, " + kills + " kills, 0 torn files");
    }

    @Test
    @DisplayName("O4 I5 P3: killed while lingering is turned on, and the first daemon enabled and started")
    void ofRoot(VirtualHost host) {
        var root = host.user("root");
        root.write("second.toml", "schema = 1\n[[users]]\nname = \"alice\"\n");
        var alices = "/home/alice/.local/state/rootlessctl/journal.json";
        int kills = 0;
        for (var step : List.of(new Step("SetLinger", "", "/var/lib/rootlessctl/journal.json"),
                new Step("Systemctl", "enable", alices), new Step("Systemctl", "\"start", alices))) {
            killed(root, step);
            root.rootlessctl("rollback", "--yes").expect(0);
            assertEquals("", root.run("ls /var/lib/systemd/linger; find /home/alice/.config -name docker.service").out(),
                    step + ", rollback");

            killed(root, step);
            root.rootlessctl("apply", "-f", "second.toml").expect(0);
            root.rootlessctl("drift", "-f", "second.toml").expect(0);
            root.rootlessctl("uninstall", "--yes").expect(0);
            kills += 2;
        }
        System.out.println("crash sweep, root's steps under systemd: 3 steps, " + kills + " kills");
    }

    private static void killed(VirtualUser user, Step step) {
        user.run("sh", KILLED.formatted(step.name(), step.verb(), step.journal())).expect(0);
    }

    /** Each file of the user's that an apply may write, with its sum; none beside them that a killed one has left. */
    private static String configured(VirtualUser user) {
        return user.run("find .config .docker .bashrc -type f ! -name key.json | sort | xargs sha256sum").out();
    }
}
