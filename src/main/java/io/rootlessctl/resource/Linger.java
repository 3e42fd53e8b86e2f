package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.Start;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether a user's systemd runs from boot on, without a login: what {@code start = "boot"} needs. */
final class Linger implements ResourceKind<Linger.Wish, Boolean> {

    /** @param wanted false when it is not declared (any more) */
    record Wish(Declaration.User user, boolean wanted) {}

    @Override
    public String name() {
        return "linger";
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            if (user.withoutItsManager(host)) {
                continue;
            }
            var daemon = user.settings().daemon();
            boolean wanted = user.systemd() && daemon.start() == Start.BOOT && daemon.state() == State.RUNNING;
            var address = new Address(name(), user.name());
            if (wanted || declaration.decidesForUser(host) && !last.at(Scope.HOST, address).fields().isEmpty()) {
                found.add(new Desired<>(address, Scope.HOST, new Wish(user, wanted)));
            }
        }
        return found;
    }

    @Override
    public Observation<Boolean> observe(Wish desired, HostView host) {
        return host.linger(desired.user().account());
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return desired.wanted() ? new TreeMap<>(Map.of("linger", "true")) : new TreeMap<>();
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Boolean> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(linger -> fields.put("linger", linger.toString()));
        return fields;
    }

    @Override
    public Proposal propose(Wish desired, Observation<Boolean> observed, List<FieldDiff> diffs, HostView host) {
        return Proposal.of(new Step.SetLinger(desired.user().name(), desired.wanted()));
    }
}
