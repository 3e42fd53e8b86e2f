package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** exec and logs under systemd, and exec into a network namespace that RootlessKit 2.0 keeps apart. */
@OnVirtualHost("trixie")
class InsideVmIT {
    /** Docker does so by itself from 29.5 on, where this is in its own script and dockerd enters for its containers alone. */
    private static final String SCRIPT = """
            #!/bin/sh
            exec nsenter --net=$ROOTLESSKIT_STATE_DIR/netns -- dockerd "$@"
            """;
    private static final String START = """
            set -eu
            chmod 0755 bin/dockerd-rootless.sh
            state=$XDG_RUNTIME_DIR/dockerd-rootless
            PATH=$PATH:/usr/sbin:/sbin setsid rootlesskit --state-dir=$state --net=slirp4netns --mtu=65520 --detach-netns \\
                --disable-host-loopback --port-driver=builtin --copy-up=/etc --copy-up=/run --propagation=rslave \\
                $HOME/bin/dockerd-rootless.sh >log 2>&1 </dev/null &
            for i in $(seq 150); do docker -H unix://$XDG_RUNTIME_DIR/docker.sock version >/dev/null 2>&1 && exit; sleep 0.2; done
            cat log
            exit 1
            """;

    @Test
    @DisplayName("X1 T19 N5: exec enters a detached network namespace, with the exit status of the command")
    void detachedNetwork(VirtualHost host) {
        host.user("root").run("loginctl enable-linger bob && chmod 0666 /dev/net/tun").expect(0);
        var bob = host.user("bob");
        bob.write("bin/dockerd-rootless.sh", SCRIPT);
        bob.run("sh", START).expect(0);
        var outside = bob.run("readlink /proc/self/ns/net").expect(0).out();
        for (var user : new String[] {"bob", "root"}) {
            var exec = "rootlessctl exec " + (user.equals("root") ? "--user bob " : "") + "-- ";
            var as = host.user(user);
            assertTrue(as.run(exec + "ip -brief addr show tap0").expect(0).out().contains("10.0.2.100/24"));
            assertTrue(!outside.equals(as.run(exec + "readlink /proc/self/ns/net").expect(0).out()), outside);
            assertEquals("0\n", as.run(exec + "id -u").expect(0).out());
            assertEquals(7, as.run(exec + "sh -c 'exit 7'").exit());
            assertEquals(127, as.run(exec + "no-such-program").exit());
        }
    }

    @Test
    @DisplayName("X1 T19: under systemd exec enters the namespaces, of the user and by root")
    void underSystemd(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        assertEquals("0\n", alice.run("rootlessctl exec -- id -u").expect(0).out());
        assertTrue(alice.run("rootlessctl exec -- ip -brief addr show tap0").expect(0).out().contains("10.0.2.100/24"));
        assertEquals(5, host.user("root").run("rootlessctl exec --user alice -- sh -c 'exit 5'").exit());
    }

    @Test
    @DisplayName("O7: logs reads the journal: all of it, the last lines, since when, as JSON, and what comes")
    void logsFromTheJournal(@WithDaemon VirtualHost host) throws IOException {
        var alice = host.user("alice");
        var all = alice.rootlessctl("logs", "--lines", "all").expect(0).out();
        assertTrue(all.contains("API listen on /run/user/1000/docker.sock"), all);
        assertEquals(all.lines().reduce((_, last) -> last).orElseThrow() + "\n",
                host.user("root").rootlessctl("logs", "--user", "alice", "-n", "1").expect(0).out());
        assertEquals("", alice.rootlessctl("logs", "--since", "0s").expect(0).out());
        var json = new ObjectMapper().readTree(alice.rootlessctl("logs", "-n", "1", "-o", "json").expect(0).out());
        assertTrue(json.path("time").asText().startsWith("20") && json.path("message").isTextual(), json::toString);
        var followed = alice.run("""
                rootlessctl logs --follow -n 0 >followed & logs=$!
                for i in $(seq 100); do
                    kill -HUP $(cat $XDG_RUNTIME_DIR/docker.pid)
                    grep -q 'eloaded configuration' followed && break
                    sleep 0.2
                done
                kill $logs
                wait $logs
                cat followed
                """).expect(0).out();
        assertTrue(followed.contains("eloaded configuration"), followed);
    }

    @Test
    @DisplayName("O1: on a terminal of 60 columns an apply that waits for the daemon says so, in one line")
    void showsThatItWaits(@WithDaemon VirtualHost host) {
        var alice = host.user("alice");
        alice.declare("");
        alice.write(".config/systemd/user/docker.service.d/slow.conf", "[Service]\nExecStartPre=/bin/sleep 3\n");
        alice.run("systemctl --user daemon-reload && systemctl --user stop docker").expect(0);
        var seen = alice.run("script -qec 'stty cols 60; rootlessctl apply -f rootless.toml' /dev/null").expect(0).out();
        assertTrue(seen.matches("(?s).*\r\u001b\\[K[^\r\n]{1,50} \\.\\.\\. \\d s.*"), seen);
        assertTrue(Arrays.stream(seen.split("\\R|\u001b\\[K")).map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .filter(line -> !line.contains("/")).allMatch(line -> line.length() <= 60), seen);
    }
}
