package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Root serves alice from a file that also names users whose systemd runs and who have made traps of what root looks at. */
@OnVirtualHost("trixie")
class HostileHomesVmIT {
    private static final String SECRET = "rctl-s3cr3t";
    /** One user's each, below the home. */
    private static final List<String> PLACES = List.of(
            ".config/systemd/user", ".config/systemd/user/docker.service", ".config/systemd/user/docker.service.d",
            ".config/systemd/user/docker.service.d/override.conf", ".config/systemd", ".config", ".config/docker/daemon.json",
            ".bashrc", ".local/state/rootlessctl");
    private static final List<String> TRICKS = List.of(
            "ln -s /etc/shadow $1", "ln -s /root $1", "ln -s /proc/self/cwd $1", "mkfifo $1", "mkdir -p $1/x/y", "truncate -s 1G $1");
    private static final List<String> USERS =
            PLACES.stream().map(place -> "mallory" + PLACES.indexOf(place)).toList();
    private static final String ALICES = "/home/alice/.config/docker/daemon.json";

    /** Nine users with a systemd that runs, and a secret that only root may read. */
    private static VirtualUser prepared(VirtualHost host) {
        var root = host.user("root");
        root.run("for name in " + String.join(" ", USERS) + "; do useradd -m $name && loginctl enable-linger $name; done\n"
                + "loginctl enable-linger alice; usermod -p '$6$" + SECRET + "$x' carol; echo " + SECRET + " >secret\n"
                + "for name in alice " + String.join(" ", USERS) + "; do systemctl start user@$(id -u $name); done").expect(0);
        root.declare("[daemon]\nstate = \"stopped\"\nstart = \"login\"\n[daemon.settings]\nlog-driver = \"local\"\n"
                + "[network]\nmtu = 1400\n[client]\nshell = [\"bash\"]\n[host]\npackages = \"ignore\"\n"
                + "[[users]]\nname = \"alice\"\n"
                + USERS.stream().map(name -> "[[users]]\nname = \"" + name + "\"\n").collect(Collectors.joining()));
        root.apply().expect(0);
        return root;
    }

    @Test
    @DisplayName("I4 I9: what users with a running systemd put in the place of units, drop-ins and files leads root nowhere")
    void places(VirtualHost host) {
        var root = prepared(host);
        var before = guarded(root);
        for (var trick : TRICKS) {
            var lines = new StringBuilder("set -e\n");
            for (int i = 0; i < PLACES.size(); i++) {
                lines.append("cd /home/%1$s; runuser -u %1$s -- sh -euc 'rm -rf $1; mkdir -p $(dirname $1); %2$s' sh %3$s\n"
                        .formatted(USERS.get(i), trick, PLACES.get(i)));
            }
            root.run(lines.toString()).expect(0);
            served(root, trick);
            assertEquals(before, guarded(root), trick);
        }
    }

    @Test
    @DisplayName("I4 I9 P4: a systemd that is halted, a unit that hangs, a bus that is another's: told, bounded, and alice is served")
    void managers(VirtualHost host) {
        var root = prepared(host);
        var before = guarded(root);
        root.run("""
                as() { name=$1; shift; runuser -u $name -- env -C /home/$name XDG_RUNTIME_DIR=/run/user/$(id -u $name) "$@"; }
                kill -STOP $(systemctl show --value -p MainPID user@$(id -u mallory0).service)
                as mallory1 sh -c 'printf "[Service]\\nType=notify\\nExecStart=/bin/sleep infinity\\nExecStop=/bin/sleep infinity\\n\\
                    [Install]\\nWantedBy=default.target\\n" >.config/systemd/user/docker.service; systemctl --user daemon-reload'
                as mallory2 sh -c 'mkdir -p .config/environment.d; printf "LD_PRELOAD=/home/mallory2/x.so\\nPATH=/home/mallory2/bin\\n" \\
                    >.config/environment.d/x.conf; systemctl --user daemon-reexec; rm .config/docker/daemon.json'
                as mallory3 sh -c 'mkdir -p bin .local/bin; printf "#!/bin/sh\\ncat /root/secret\\nsleep 1000\\n" >bin/systemctl; \\
                    chmod +x bin/systemctl; cp bin/systemctl .local/bin; rm -rf .config/systemd'
                as mallory4 sh -c "rm -f \\$XDG_RUNTIME_DIR/bus; ln -s /run/user/$(id -u alice)/bus \\$XDG_RUNTIME_DIR/bus"
                as mallory5 sh -c 'rm -f $XDG_RUNTIME_DIR/bus $XDG_RUNTIME_DIR/systemd/private; mkfifo $XDG_RUNTIME_DIR/bus'
                """).expect(0);
        served(root, "managers");
        assertEquals(before, guarded(root));
    }

    /** Plan and apply end in time, tell no secret, and do for alice what is declared. */
    private static void served(VirtualUser root, String trick) {
        root.run("runuser -u alice -- rm -f " + ALICES).expect(0);
        var plan = root.run("timeout 200 rootlessctl plan -f rootless.toml");
        assertTrue(plan.out().contains("daemon-json[alice]"), () -> trick + ": " + plan);
        var apply = root.run("timeout 400 rootlessctl apply -f rootless.toml");
        assertTrue(List.of(0, 1, 3, 4).contains(apply.exit()), () -> trick + ": " + apply);
        assertTrue(root.read(ALICES).contains("\"log-driver\": \"local\""), trick);
        for (var text : List.of(plan.out(), plan.err(), apply.out(), apply.err())) {
            assertFalse(text.contains(SECRET) || text.contains("defect"), () -> trick + ": " + text);
        }
    }

    /** What no user may change. */
    private static String guarded(VirtualUser root) {
        return root.run("stat -c '%n %a %u %Y %s' /etc/shadow /etc/passwd /root/secret /home/carol && sha256sum /etc/shadow "
                + "/etc/passwd /root/secret && ls -A /root /home/carol").expect(0).out();
    }
}
