package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Restart;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The controllers that a user's running systemd really has, as the kernel says: it got them when it started, whatever
 * the files say by now. A user without one has nothing to be put right.
 */
final class DelegatedControllers implements ResourceKind<DelegatedControllers.Wish, FileText> {

    /** @param controllers those that this user's own part of the manifest asks for */
    record Wish(Declaration.User user, SortedSet<String> controllers) {
        String unit() {
            return "user@" + user.account().uid() + ".service";
        }

        Path file() {
            return Path.of("/sys/fs/cgroup/user.slice/user-" + user.account().uid() + ".slice", unit(),
                    "cgroup.controllers");
        }
    }

    @Override
    public String name() {
        return "controllers";
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            var controllers = user.settings().cgroup().controllers();
            if (controllers.isPresent() && !controllers.get().isEmpty() && user.systemd()
                    && user.settings().daemon().state() != State.ABSENT) {
                var wish = new Wish(user, new TreeSet<>(controllers.get()));
                if (!(host.status(wish.file(), host.caller()) instanceof Observation.Absent<?>)) {
                    found.add(new Desired<>(new Address(name(), user.name()), Scope.HOST, wish,
                            Set.of(new Address("delegation", "host"))));
                }
            }
        }
        return found;
    }

    @Override
    public Observation<FileText> observe(Wish desired, HostView host) {
        return host.text(desired.file(), host.caller());
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(Map.of("controllers", Delegation.spelled(desired.controllers())));
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<FileText> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(text -> {
            var there = List.of(text.content().strip().split("\\s+"));
            fields.put("controllers", Delegation.spelled(
                    there.containsAll(desired.controllers()) ? desired.controllers() : there));
        });
        return fields;
    }

    @Override
    public Proposal propose(Wish desired, Observation<FileText> observed, List<FieldDiff> diffs, HostView host) {
        var unit = desired.unit();
        var proposal = Proposal.of(new Step.HostSystemctl(Systemctl.Verb.RESTART, unit))
                .costing(Effect.USER_SESSION)
                .because("restarts " + unit + ": what " + desired.user().name() + "'s systemd runs stops and starts again");
        var missing = missing(desired, host);
        if (!missing.isEmpty()) {
            return Proposal.hindered("cgroup.controllers: this kernel has no " + String.join(", ", missing)
                    + "; take it out, or boot with the controller enabled");
        }
        return switch (desired.user().settings().daemon().restart()) {
            case WHEN_NEEDED -> proposal;
            case WHEN_IDLE -> host.daemon(desired.user().account()).found().isEmpty() ? proposal
                    : waits(desired, Restart.WHEN_IDLE, ", and the daemon runs");
            case NEVER -> waits(desired, Restart.NEVER, "");
        };
    }

    /** Without the steps: a restart that is not allowed is not recommended to anybody either. */
    private static Proposal waits(Wish desired, Restart restart, String more) {
        return Proposal.hindered("daemon.restart is \"" + Settings.spelled(restart) + "\"" + more + ": "
                + desired.user().name() + " has the controllers after logging out everywhere and in again, or after "
                + "the host's next boot");
    }

    /** The root control group lists every controller that the kernel has on. */
    private static List<String> missing(Wish desired, HostView host) {
        var all = host.text(Path.of("/sys/fs/cgroup/cgroup.controllers"), host.caller()).found()
                .map(text -> List.of(text.content().strip().split("\\s+")));
        return all.map(there -> desired.controllers().stream().filter(name -> !there.contains(name)).toList())
                .orElse(List.of());
    }
}
