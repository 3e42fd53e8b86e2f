package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the installed product loads when it starts: a class that its cache lacks costs as much as hundreds that it has. */
@OnVirtualHost("trixie")
class StartVmIT {
    /** The installed product once more, its JVM writing down where each class is from. */
    private static final String TRACED = """
            mkdir -p -m 777 /tmp/traced/bin /tmp/traced/lib && chmod 777 /tmp/traced
            cp -a /usr/bin/rootlessctl /tmp/traced/bin/ && cp -a /usr/lib/rootlessctl /tmp/traced/lib/
            sed -i 's#-Xlog:disable#& -Xlog:class+load:file=/tmp/traced/log#' /tmp/traced/lib/rootlessctl/jvm.sh""";
    private static final String FROM_CACHE = "source: shared objects file";
    /** The JDK keeps these out of every cache. */
    private static final String EVENTS = "jdk.internal.event.";

    @Test
    @DisplayName("C5: what timers and scripts run where nothing is to be done has every class in its cache")
    void everyClassIsInTheCache(@WithDaemon VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        root.run(TRACED).expect(0);
        alice.declare("[network]\nmtu = 1400\n");
        alice.apply().expect(0);
        for (var command : new String[] {"plan", "plan -o json", "plan --detailed-exitcode", "drift", "drift --journal", "apply"}) {
            assertEquals("", besideTheCache(alice, command + " -f rootless.toml"), command);
        }
        root.run("cat >all.toml", "schema = 1\n[[users]]\nname = \"alice\"\nnetwork.mtu = 1400\n").expect(0);
        for (var command : new String[] {"plan", "drift", "drift --metrics -"}) {
            assertEquals("", besideTheCache(root, command + " -f all.toml"), "root: " + command);
        }
    }

    private static String besideTheCache(VirtualUser user, String command) {
        user.run("/tmp/traced/bin/rootlessctl " + command).expect(0);
        var log = user.run("cat /tmp/traced/log; rm /tmp/traced/log").expect(0).out();
        assertTrue(log.lines().filter(line -> line.contains(FROM_CACHE)).count() > 1000, log);
        return String.join("\n", log.lines().filter(line -> !line.contains(FROM_CACHE) && !line.contains(EVENTS)).toList());
    }
}
