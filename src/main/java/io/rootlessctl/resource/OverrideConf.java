package io.rootlessctl.resource;

import io.rootlessctl.edit.UnitText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code ~/.config/systemd/user/docker.service.d/override.conf}: the variables of dockerd-rootless.sh, each an owned
 * field. Everything else in the file is the user's and stays.
 */
final class OverrideConf implements ResourceKind<OverrideConf.Conf, UnitText> {

    /** @param variables as the fields of {@link RootlessEnvironment} */
    record Conf(UserFile file, SortedMap<String, String> variables, boolean created) {}

    @Override
    public String name() {
        return "override-conf";
    }

    @Override
    public Set<String> keys() {
        return RootlessEnvironment.KEYS;
    }

    @Override
    public List<Desired<Conf>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Conf>>();
        for (var user : declaration.users()) {
            if (user.withoutItsManager(host)) {
                continue;
            }
            var address = new Address(name(), user.name());
            var variables = user.systemd() ? RootlessEnvironment.of(user, host) : new TreeMap<String, String>();
            var conf = new Conf(file(user), variables, last.at(user.scope(), address).created());
            // Without a systemd that could load it there is no unit to override.
            found.add(new Desired<>(address, user.scope(), conf, Set.of(new Address("user-unit", user.name()),
                    new Address("network", user.name()), new Address("tcp", user.name()),
                    new Address("certificates", user.name()))));
        }
        return found;
    }

    static UserFile file(Declaration.User user) {
        var path = user.directories().config().resolve("systemd/user/docker.service.d/override.conf");
        return new UserFile(path, user.account());
    }

    /** The file's variables once those are taken back that we set and that are not declared any more. */
    static SortedMap<String, String> remaining(Declaration.User user, LastApplied last, HostView host) {
        var variables = new TreeMap<String, String>();
        parse(file(user), host).found().ifPresent(text -> variables.putAll(text.environment()));
        return RootlessEnvironment.edited(variables, RootlessEnvironment.takingBack(
                variables, last.at(user.scope(), new Address("override-conf", user.name()))));
    }

    @Override
    public Observation<UnitText> observe(Conf desired, HostView host) {
        return parse(desired.file(), host);
    }

    private static Observation<UnitText> parse(UserFile source, HostView host) {
        return source.read(UnitText::parse, host);
    }

    @Override
    public SortedMap<String, String> desired(Conf desired) {
        return desired.variables();
    }

    @Override
    public SortedMap<String, String> observed(Conf desired, Observation<UnitText> observed) {
        return RootlessEnvironment.observed(variables(observed), desired.variables());
    }

    private static SortedMap<String, String> variables(Observation<UnitText> observed) {
        return observed.found().map(UnitText::environment).orElseGet(TreeMap::new);
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var all = new ArrayList<Existing>();
        found.users().stream().filter(Declaration.User::systemd).forEach(user -> {
            var file = file(user);
            var source = user.written(file.path());
            var text = parse(file, host).found().orElseGet(UnitText::empty);
            all.addAll(ExistingEnvironment.of(user, text.environment(), source, host));
            var rest = text;
            for (var name : text.environment().keySet()) {
                rest = rest.withoutEnvironment(name);
            }
            if (!rest.blank()) {
                all.add(user.foreign(source + ": what else it sets, besides variables"));
            }
            host.list(file.path().getParent(), user.account()).found().orElse(List.of()).stream()
                    .filter(other -> other.toString().endsWith(".conf") && !other.equals(file.path()))
                    .forEach(other -> all.add(user.foreign(user.written(other) + ": another drop-in")));
        });
        return all;
    }

    @Override
    public Proposal propose(Conf desired, Observation<UnitText> observed, List<FieldDiff> diffs, HostView host) {
        var text = observed.found().orElseGet(UnitText::empty);
        var before = text.environment();
        var after = RootlessEnvironment.edited(before, RootlessEnvironment.changes(diffs));
        for (var name : before.keySet()) {
            text = after.containsKey(name) ? text : text.withoutEnvironment(name);
        }
        for (var variable : after.entrySet()) {
            text = text.withEnvironment(variable.getKey(), variable.getValue());
        }
        var steps = new ArrayList<>(
                desired.file().writeOrRemove(text.text(), text.blank(), desired.created(), 0644, host));
        steps.add(new Step.Systemctl(Systemctl.Verb.DAEMON_RELOAD, "docker.service"));
        return Proposal.of(steps);
    }
}
