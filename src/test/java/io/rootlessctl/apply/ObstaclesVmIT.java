package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A login with which no rootless Docker can run: told to the user, with what helps, and it helps. */
@OnVirtualHost("trixie")
class ObstaclesVmIT {

    @Test
    @DisplayName("P4 I5 O1: a user who came by su or sudo has no session: what helps is told, and then it works the same way")
    void helpsAUserWithoutASession(VirtualHost host) {
        var root = host.user("root");
        root.run("printf 'schema = 1\\n' >/tmp/rootless.toml && chmod 0644 /tmp/rootless.toml").expect(0);
        var plan = as(root, "su bob -c", "plan").expect(0).out();
        assertTrue(plan.contains("nobody is logged in as bob, so no systemd runs for them; log in over ssh"), plan);
        assertTrue(plan.contains("sudo sh -eu <<'EOF'") && plan.contains("loginctl enable-linger bob"), plan);
        root.run("su - bob -c 'rootlessctl plan -f /tmp/rootless.toml --remedies' | sh").expect(0);

        // With root's XDG_RUNTIME_DIR and bus, as su leaves them.
        assertEquals("/run/user/0\n", root.run("su bob -c 'echo $XDG_RUNTIME_DIR'").expect(0).out());
        as(root, "su bob -c", "apply").expect(0);
        for (var way : List.of("su bob -c", "su - bob -c", "sudo -u bob sh -c")) {
            var again = as(root, way, "apply").expect(0).out();
            assertTrue(again.contains("Converged"), way + ": " + again);
        }
        root.run("su - bob -c 'eval \"$(rootlessctl env -f /tmp/rootless.toml)\" && docker version'").expect(0);
    }

    private static Outcome as(VirtualUser root, String way, String command) {
        return root.run(way + " 'rootlessctl " + command + " -f /tmp/rootless.toml'");
    }
}
