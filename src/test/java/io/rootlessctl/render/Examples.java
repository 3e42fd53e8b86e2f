package io.rootlessctl.render;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.model.Action;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Unmanaged;
import io.rootlessctl.model.Warning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plans and results as a real host gives them, and some that no host should give. */
final class Examples {
    static final Scope ALICE = new Scope.User("alice");
    static final String PASSWORD = "hunter2";
    static final DirectLaunch LAUNCH = new DirectLaunch(
            List.of("/usr/bin/dockerd-rootless.sh", "--label=pw=" + PASSWORD),
            new TreeMap<>(Map.of("HTTP_PROXY", "http://alice:" + PASSWORD + "@proxy:3128")),
            Path.of("/home/alice/.local/state/rootlessctl/dockerd.log"));
    private static final Path SOCKET = Path.of("/run/user/1000/docker.sock");

    private Examples() {}

    static FieldDiff diff(String field, String observed, String desired, String lastApplied) {
        return new FieldDiff(
                field, Optional.ofNullable(observed), Optional.ofNullable(desired), Optional.ofNullable(lastApplied));
    }

    static Change change(String address, Scope scope, Action action, List<FieldDiff> diffs, Step... steps) {
        return new Change(Address.parse(address), scope, action, Effect.NONE, diffs, List.of(steps), "");
    }

    static Change because(Change change, Effect effect, String reason) {
        return new Change(
                change.address(), change.scope(), change.action(), effect, change.diff(), change.steps(), reason);
    }

    static Plan plan(Change... changes) {
        return new Plan(List.of(changes), List.of(), List.of(), List.of(), List.of());
    }

    static Plan blocked(Blocked... blocked) {
        return new Plan(List.of(), List.of(blocked), List.of(), List.of(), List.of());
    }

    static Change sysctl() {
        var key = "user.max_user_namespaces";
        return because(
                change("sysctl[" + key + "]", Scope.HOST, Action.UPDATE,
                        List.of(diff("live", "0", "28633", null), diff("persisted", null, "28633", null)),
                        new Step.SetSysctl(key, "28633"),
                        new Step.WriteFile(Path.of("/etc/sysctl.d/99-rootlessctl.conf"), key + " = 28633\n", 0644)),
                Effect.NONE, "this kernel refuses user namespaces");
    }

    static Change daemonJson() {
        var directory = Path.of("/home/alice/.config/docker");
        return change("daemon-json[alice]", ALICE, Action.UPDATE,
                List.of(diff("log-driver", "\"json-file\"", "\"local\"", "\"local\""),
                        diff("mtu", null, "1400", null), diff("debug", "true", null, "true")),
                new Step.MakeDirectory(directory, 0700),
                new Step.WriteFile(directory.resolve("daemon.json"), "{\"secret\": \"" + PASSWORD + "\"}", 0644));
    }

    static Change shell() {
        return change("shell[bash]", ALICE, Action.UPDATE,
                List.of(diff("block", "export DOCKER_HOST=unix:///tmp/old.sock\nexport PATH=/home/alice/bin:\"$PATH\"",
                        "export DOCKER_HOST=unix://" + SOCKET + "\nexport PATH=/home/alice/bin:\"$PATH\"", null)),
                new Step.WriteFile(Path.of("/home/alice/.bashrc"), "...", 0644));
    }

    static Change context() {
        return change("context[old]", ALICE, Action.REMOVE,
                List.of(diff("host", "unix:///tmp/old.sock", null, "unix:///tmp/old.sock")),
                new Step.RemoveFile(Path.of("/home/alice/.docker/contexts/meta/1f/meta.json")),
                new Step.RemoveDirectory(Path.of("/home/alice/.docker/contexts/meta/1f")));
    }

    static Change daemon() {
        return because(
                change("daemon[alice]", ALICE, Action.UPDATE,
                        List.of(diff("mtu", "65520", "1400", null),
                                diff("settings.log-driver", "\"json-file\"", "\"local\"", "\"local\"")),
                        new Step.StopDirect(new ProcessId(1234, 99), Duration.ofSeconds(45), Optional.of(LAUNCH)),
                        new Step.StartDirect(LAUNCH), new Step.AwaitReady(SOCKET, Duration.ofSeconds(60))),
                Effect.RESTART, "restarts the daemon; stops web (comes back: always), build (stays stopped)");
    }

    static Blocked subIds() {
        var missing = diff("subuid", null, "65536 or more", null);
        return new Blocked(
                change("sub-ids[alice]", Scope.HOST, Action.CREATE,
                        List.of(diff("subgid", null, "65536 or more", null), missing),
                        new Step.AddSubIds("alice", 100_000, 65_536)),
                "needs root",
                List.of("usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice"));
    }

    static Blocked sysctlFile() {
        return new Blocked(sysctl(), "needs root", List.of(
                "sysctl -w user.max_user_namespaces=28633",
                "printf %s 'user.max_user_namespaces = 28633\n' > /etc/sysctl.d/99-rootlessctl.conf"));
    }

    static Blocked waiting() {
        var start = change("daemon[alice]", ALICE, Action.UPDATE, List.of(diff("state", "stopped", "running", null)),
                new Step.StartDirect(LAUNCH));
        return new Blocked(because(start, Effect.NONE, "starts the daemon"), "waits for sub-ids[alice]", List.of());
    }

    static Blocked masked() {
        return new Blocked(
                change("user-unit[bob]", new Scope.User("bob"), Action.UPDATE, List.of()),
                "docker.service: the unit is masked", List.of("systemctl --user unmask docker.service"));
    }

    static Blocked unreadable() {
        return new Blocked(
                change("shell[zsh]", ALICE, Action.UPDATE, List.of()), "/home/alice/.zshrc: permission denied", List.of());
    }

    static Plan mixed() {
        return new Plan(
                List.of(sysctl(), daemonJson(), shell(), context(), daemon()), List.of(masked()),
                List.of(foreign()), List.of(new Unmanaged("host.modules", Scope.HOST), new Unmanaged("network.cidr", ALICE)),
                List.of(new Warning(Address.parse("daemon[alice]"), ALICE, "docker run --memory is ignored: "
                        + "resource limits need cgroup v2 and systemd")));
    }

    static ForeignEdit foreign() {
        return new ForeignEdit(Address.parse("daemon-json[alice]"), ALICE, "dns", Optional.of("[\"1.1.1.1\"]"), "[]");
    }

    /** What an ordinary user sees on a host that is not prepared. */
    static Plan unprepared() {
        return new Plan(
                List.of(daemonJson()), List.of(subIds(), sysctlFile(), waiting(), unreadable()), List.of(), List.of(),
                List.of());
    }

    static ApplyResult applied() {
        return new ApplyResult(Plan.EMPTY, List.of(daemonJson(), shell(), daemon()), List.of(), 1);
    }

    static ApplyResult partlyBlocked() {
        return new ApplyResult(unprepared(), List.of(daemonJson()), List.of(), 0);
    }

    static ApplyResult rolledBack() {
        var failure = new Failure(ALICE, daemon().address(), "unix://" + SOCKET + ": no answer within 60 s; see the daemon's log",
                List.of("level=info msg=\"Starting up\"", "", "failed to start daemon: bad \u001b[31mdata-root"),
                Afterwards.RESTORED);
        return new ApplyResult(plan(daemonJson(), daemon()), List.of(), List.of(failure), 0);
    }

    static ApplyResult failed() {
        var alice = new Failure(ALICE, shell().address(), "/home/alice/.bashrc: read-only file system; "
                + "and taking it back failed too: /home/alice/.config: read-only file system", List.of(),
                Afterwards.NOT_RESTORED);
        var host = new Failure(Scope.HOST, sysctl().address(), "sysctl: permission denied", List.of(), Afterwards.RESTORED);
        return new ApplyResult(unprepared(), List.of(context()), List.of(host, alice), 0);
    }
}
