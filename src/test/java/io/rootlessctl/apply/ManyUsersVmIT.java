package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A fresh machine, root, and one file with five users who do not exist yet. */
@OnVirtualHost("trixie")
class ManyUsersVmIT {
    private static final List<String> USERS = List.of("amy", "ben", "cleo", "dan", "eve");
    /** Who reaches whose socket, data or records; each line is one success. */
    private static final String ATTEMPTS = """
            cd /
            for me in %1$s; do
                for other in %1$s; do
                    runuser -u $me -- docker -H unix:///run/user/$(id -u $other)/docker.sock version >/dev/null 2>&1 &&
                        echo $me socket $other
                    runuser -u $me -- ls /home/$other/.local/share/docker/ >/dev/null 2>&1 && echo $me data $other
                    runuser -u $me -- cat /home/$other/.local/state/rootlessctl/last-applied.json >/dev/null 2>&1 &&
                        echo $me records $other
                done
            done
            true
            """;

    @Test
    @DisplayName("I4 I5 I9 P2 P4 O1: five users from nothing: five daemons, five ranges, and none reaches another's")
    void fiveUsersFromNothing(VirtualHost host) {
        var root = host.user("root");
        root.declare(USERS.stream().map(name -> "[[users]]\nname = \"" + name + "\"\ncreate = true\n")
                .collect(Collectors.joining()));
        root.apply().expect(0);
        assertEquals(sorted(USERS), sorted(root.run("ps -C dockerd -o user=").expect(0).out().lines().toList()));
        rangesAreApart(root, "/etc/subuid");
        rangesAreApart(root, "/etc/subgid");
        var expected = USERS.stream().flatMap(name -> List.of(name + " socket " + name, name + " data " + name,
                name + " records " + name).stream()).toList();
        var reached = root.run(ATTEMPTS.formatted(String.join(" ", USERS))).expect(0).out().lines().toList();
        assertEquals(expected, reached);
        var processes = root.run("pgrep -a dockerd").expect(0).out();
        var second = root.apply().expect(0).out();
        assertTrue(second.contains("Converged"), second);
        assertEquals(processes, root.run("pgrep -a dockerd").expect(0).out());
    }

    /** Those of the users that were there before, too. */
    private static void rangesAreApart(VirtualUser root, String file) {
        var lines = root.run("sort -t : -k 2 -n " + file).expect(0).out().lines().map(line -> line.split(":")).toList();
        assertTrue(lines.stream().map(parts -> parts[0]).toList().containsAll(USERS), file);
        long free = 0;
        for (var parts : lines) {
            assertTrue(Long.parseLong(parts[1]) >= free, () -> file + ": " + String.join(":", parts) + " overlaps another");
            free = Long.parseLong(parts[1]) + Long.parseLong(parts[2]);
        }
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
