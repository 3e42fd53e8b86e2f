package io.rootlessctl.resource;

import io.rootlessctl.edit.EnvironmentFile;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code ~/.config/docker/rootless.env}: what override.conf is under systemd, for a daemon that rootlessctl starts
 * itself. A shell can source it; variables that the user adds reach the daemon too.
 */
final class DirectEnvironment implements ResourceKind<DirectEnvironment.Env, EnvironmentFile> {

    /** @param variables as the fields of {@link RootlessEnvironment} */
    record Env(UserFile file, SortedMap<String, String> variables, boolean created) {}

    @Override
    public String name() {
        return "direct-env";
    }

    @Override
    public Set<String> keys() {
        return RootlessEnvironment.KEYS;
    }

    @Override
    public List<Desired<Env>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Env>>();
        for (var user : declaration.users()) {
            if (user.withoutItsManager(host)) {
                continue;
            }
            var address = new Address(name(), user.name());
            var variables = user.systemd() ? new TreeMap<String, String>() : RootlessEnvironment.of(user, host);
            var env = new Env(file(user), variables, last.at(user.scope(), address).created());
            found.add(new Desired<>(address, user.scope(), env, Set.of(
                    new Address("network", user.name()), new Address("tcp", user.name()),
                    new Address("certificates", user.name()))));
        }
        return found;
    }

    private static UserFile file(Declaration.User user) {
        Path path = user.directories().dockerConfig().resolve("rootless.env");
        Account owner = user.account();
        return new UserFile(path, owner);
    }

    /** What the file will hold once the declared variables are in it, the user's own included. */
    static SortedMap<String, String> effective(Declaration.User user, LastApplied last, HostView host) {
        var now = parse(file(user), host).found().map(EnvironmentFile::variables).orElseGet(TreeMap::new);
        var changes = RootlessEnvironment.takingBack(now, last.at(user.scope(), new Address("direct-env", user.name())));
        var wanted = RootlessEnvironment.of(user, host);
        var there = RootlessEnvironment.observed(now, wanted);
        wanted.forEach((field, value) -> {
            if (!value.equals(there.get(field))) {
                changes.put(field, Optional.of(value));
            } else {
                changes.remove(field);
            }
        });
        return RootlessEnvironment.edited(now, changes);
    }

    @Override
    public Observation<EnvironmentFile> observe(Env desired, HostView host) {
        return parse(desired.file(), host);
    }

    private static Observation<EnvironmentFile> parse(UserFile source, HostView host) {
        return source.read(EnvironmentFile::parse, host);
    }

    @Override
    public SortedMap<String, String> desired(Env desired) {
        return desired.variables();
    }

    @Override
    public SortedMap<String, String> observed(Env desired, Observation<EnvironmentFile> observed) {
        return RootlessEnvironment.observed(variables(observed), desired.variables());
    }

    private static SortedMap<String, String> variables(Observation<EnvironmentFile> observed) {
        return observed.found().map(EnvironmentFile::variables).orElseGet(TreeMap::new);
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().filter(user -> !user.systemd()).flatMap(user ->
                ExistingEnvironment.of(user, variables(parse(file(user), host)), user.written(file(user).path()), host)
                        .stream()).toList();
    }

    @Override
    public Proposal propose(Env desired, Observation<EnvironmentFile> observed, List<FieldDiff> diffs, HostView host) {
        var text = observed.found().orElseGet(EnvironmentFile::empty);
        var before = text.variables();
        var after = RootlessEnvironment.edited(before, RootlessEnvironment.changes(diffs));
        for (var name : before.keySet()) {
            text = after.containsKey(name) ? text : text.without(name);
        }
        for (var variable : after.entrySet()) {
            text = text.with(variable.getKey(), variable.getValue());
        }
        return Proposal.of(
                desired.file().writeOrRemove(text.text(), text.variables().isEmpty(), desired.created(), 0644, host));
    }
}
