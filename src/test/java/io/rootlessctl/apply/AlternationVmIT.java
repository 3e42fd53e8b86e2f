package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two files that declare different things, in turn: what one adds the other takes away, and nothing piles up. */
@OnVirtualHost("trixie")
class AlternationVmIT {
    private static final String ONE = """
            schema = 1
            [daemon.settings]
            log-driver = "local"
            labels = ["a=b"]
            [network]
            mtu = 1400
            host-loopback = true
            [client]
            context = "one"
            shell = ["bash"]
            """;
    private static final String OTHER = """
            schema = 1
            [daemon.settings]
            max-concurrent-downloads = 2
            [network]
            driver = "slirp4netns"
            port-driver = "slirp4netns"
            cidr = "10.41.7.0/24"
            """;
    /** Contents of all files of the user's that are no daemon's data and no record of applies. */
    private static final String FILES = "find . -path ./.local/share -prune -o -path ./.local/state/rootlessctl -prune -o "
            + "! -name '*.toml' \\( -type f -exec sha256sum {} + -o -printf '%p %y %m %l\\n' \\) | sort";
    /** But for the ones that ask and the session they came by. */
    private static final String PROCESSES = "systemctl --user show -p ControlGroup --value docker.service | "
            + "(read group; cat $(find /sys/fs/cgroup$group -name cgroup.procs)) | xargs -n 1 -I {} cat /proc/{}/comm | sort";
    private static final String OUTSIDE = "find /tmp $XDG_RUNTIME_DIR -maxdepth 2 ! -name 'systemd-private-*' "
            + "-printf '%p %y %m\\n' 2>/dev/null | grep -v -e moby -e '/netns/' -e '\\.pid ' | sort";

    @Test
    @DisplayName("O1 I2 I11 C2 N4: ten applies of two files in turn leave no stray file, no process and one daemon")
    void tenAppliesInTurn(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.write("one.toml", ONE);
        alice.write("other.toml", OTHER);
        var seen = List.of(applied(alice, "one.toml"), applied(alice, "other.toml"));
        assertNotEquals(seen.getFirst(), seen.getLast());
        for (int round = 1; round < 5; round++) {
            assertEquals(seen.getFirst(), applied(alice, "one.toml"));
            assertEquals(seen.getLast(), applied(alice, "other.toml"));
        }
        assertEquals("1\n", alice.run("pgrep -c -x dockerd").out());
        var again = alice.rootlessctl("apply", "-f", "other.toml").expect(0).out();
        assertTrue(again.contains("Converged"), again);
    }

    /** The user's files, the daemon's processes and its command line, and what is where sockets and locks are. */
    private static String applied(VirtualUser alice, String file) {
        alice.rootlessctl("apply", "-f", file).expect(0);
        return String.join("\n", alice.run(FILES).expect(0).out(), alice.run(PROCESSES).expect(0).out(),
                alice.rootlessKit(), alice.run(OUTSIDE).expect(0).out());
    }
}
