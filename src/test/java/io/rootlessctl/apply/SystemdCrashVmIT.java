package io.rootlessctl.apply;

import static io.rootlessctl.apply.MainPath.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import io.rootlessctl.lab.WithDaemon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** An apply is killed in the steps that there are under systemd only; then it goes on, and after the same crash back. */
@OnVirtualHost("trixie")
@Order(3)
class SystemdCrashVmIT {
    /** Stands before systemctl and loginctl: at the call in question it says so, and waits until the apply is killed. */
    private static final String GATE = """
            mkdir -p /var/tmp/crash && chmod 1777 /var/tmp/crash
            cat >/usr/local/bin/systemctl <<'END'
            #!/bin/sh
            crash=/var/tmp/crash
            if [ -e $crash/at ] && [ "$(cat $crash/at)" = "$*" ]; then
                [ -e $crash/before ] || /usr/bin/${0##*/} "$@"
                mkdir $crash/reached 2>/dev/null
                until [ ! -e $crash/at ]; do sleep 0.02; done
                exit 1
            fi
            exec /usr/bin/${0##*/} "$@"
            END
            chmod 755 /usr/local/bin/systemctl && ln -s systemctl /usr/local/bin/loginctl
            """;
    private static final String KILLED = """
            crash=/var/tmp/crash
            cat >$crash/at
            rootlessctl apply -f second.toml >apply.log 2>&1 &
            apply=$!
            until [ -e $crash/reached ]; do
                [ -e /proc/$apply/exe ] || { cat apply.log; exit 9; }
                sleep 0.02
            done
            kill -9 $apply
            wait $apply
            status=$?
            rm -rf $crash/*
            exit $status
            """;
    private static final String FOREIGN_JSON = "{\"labels\" :[ \"a=b\"],\n\t \"debug\":\tfalse }\n";
    private static final String ALIAS = "alias ll='ls -l'\n";

    /** What a sweep has come to. */
    private static final class Figures {
        private int kills;
        private final List<String> torn = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();

        void add(String told, VirtualUser user, Map<String, String> before, Map<String, String> goal) {
            kills++;
            var now = files(user);
            now.forEach((file, sum) -> {
                if (!sum.equals(before.get(file)) && !sum.equals(goal.get(file))) {
                    torn.add(told + ": " + file);
                }
            });
            before.keySet().stream().filter(file -> !now.containsKey(file)).forEach(file -> torn.add(told + ": no " + file));
            if (user.run("grep -q '\"a=b\"' /home/alice/.config/docker/daemon.json && grep -q ll= /home/alice/.bashrc").exit() != 0) {
                lost.add(told);
            }
        }

        void tell(String what, int steps) {
            System.out.println("crash sweep, " + what + ": " + steps + " steps, " + kills + " kills, " + torn.size()
                    + " torn files, " + lost.size() + " lost foreign keys");
            assertEquals(List.of(), torn, what);
            assertEquals(List.of(), lost, what);
        }
    }

    @Test
    @DisplayName("O4 I2: a user's apply killed before and after systemd reads its units and restarts the daemon: on or back")
    void ofAUser(@WithDaemon VirtualHost host) {
        host.user("root").run("sh", GATE).expect(0);
        var alice = host.user("alice");
        alice.write(".config/docker/daemon.json", FOREIGN_JSON);
        alice.run("cat >>.bashrc", ALIAS).expect(0);
        running(host, "[network]\nmtu = 1500\n");
        alice.write("second.toml", "schema = 1\n[network]\nmtu = 1400\n[client]\nshell = [\"bash\"]\n");
        var before = files(alice);
        alice.rootlessctl("apply", "-f", "second.toml").expect(0);
        var goal = files(alice);
        alice.rootlessctl("rollback", "--yes").expect(0);
        assertEquals(before, files(alice));

        var figures = new Figures();
        var steps = List.of("--user daemon-reload", "--user restart --no-block docker.service");
        for (var step : steps) {
            crash(alice, step, true);
            figures.add(step, alice, before, goal);
            alice.rootlessctl("rollback", "--yes").expect(0);
            assertEquals(before, files(alice), step + ", rollback");
            answers(alice, "1500");

            crash(alice, step, false);
            figures.add(step, alice, before, goal);
            var plan = alice.rootlessctl("plan", "-f", "second.toml").err();
            assertTrue(plan.contains("was cut off"), step + plan);
            alice.rootlessctl("apply", "-f", "second.toml").expect(0);
            assertEquals(goal, files(alice), step + ", apply");
            alice.rootlessctl("drift", "-f", "second.toml").expect(0);
            answers(alice, "1400");
            alice.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals(before, files(alice), step + ", the first manifest again");
        }
        figures.tell("a user's steps under systemd", steps.size());
    }

    private static void answers(VirtualUser alice, String mtu) {
        alice.docker("version").expect(0);
        var kit = alice.rootlessKit();
        assertTrue(kit.contains(" --mtu=" + mtu + " "), kit);
    }

    @Test
    @DisplayName("O4 I2 I4 I5 P3 P12: root's apply killed at lingering, at limits of user@, and at a first daemon's steps: on or back")
    void ofRoot(VirtualHost host) {
        var root = host.user("root");
        root.run("sh", GATE + """
                mkdir -p /etc/systemd/logind.conf.d && printf '[Login]\\nUserStopDelaySec=0\\n' >/etc/systemd/logind.conf.d/now.conf
                systemctl restart systemd-logind
                setpriv --reuid=alice --regid=alice --init-groups sh -c 'mkdir -p /home/alice/.config/docker &&
                    cat >/home/alice/.config/docker/daemon.json && echo "alias ll=1" >>/home/alice/.bashrc' <<'END'
                """ + FOREIGN_JSON + "END\n").expect(0);
        root.write("second.toml", "schema = 1\n[network]\nmtu = 1400\n[limits]\nnofile = 16384\n[[users]]\nname = \"alice\"\n");
        var before = files(root);
        root.rootlessctl("apply", "-f", "second.toml").expect(0);
        var goal = files(root);
        back(root, before, "uninstall --purge-data");

        var figures = new Figures();
        var steps = List.of("daemon-reload", "enable-linger alice", "start user@1000.service", "--user daemon-reload",
                "--user enable docker.service", "--user start --no-block docker.service");
        for (var step : steps) {
            crash(root, step, true);
            figures.add(step, root, before, goal);
            back(root, before, "rollback");

            crash(root, step, false);
            figures.add(step, root, before, goal);
            root.rootlessctl("apply", "-f", "second.toml").expect(0);
            assertEquals(goal, files(root), step + ", apply");
            root.rootlessctl("drift", "-f", "second.toml").expect(0);
            back(root, before, "uninstall --purge-data");
        }
        figures.tell("root's steps under systemd", steps.size());
    }

    private static void back(VirtualUser root, Map<String, String> before, String command) {
        root.rootlessctl(command, "--yes").expect(0);
        MainPath.awaitEnd(root, "alice");
        assertEquals(before, files(root), command);
    }

    private static void crash(VirtualUser user, String step, boolean done) {
        user.run(done ? "rm -f /var/tmp/crash/before" : "touch /var/tmp/crash/before").expect(0);
        user.run("echo '" + step + "' >step").expect(0);
        user.run(KILLED.replace("cat >$crash/at", "cat step >$crash/at")).expect(137);
    }

    /** Each file that an apply may write, with its sum; those of our own state and of data are left out. */
    private static Map<String, String> files(VirtualUser user) {
        var list = user.run("exec 2>/dev/null; set -- /home/alice/.config /home/alice/.docker /home/alice/.bashrc /etc "
                + "/var/lib/systemd/linger; find \"$@\" -xdev -type f ! -name key.json ! -name '*-' -readable -exec sha256sum {} +; "
                + "find \"$@\" -xdev -type l -printf '%l  %p\\n'").out();
        return list.lines().map(line -> line.split("  ", 2))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0], (_, last) -> last, TreeMap::new));
    }
}
