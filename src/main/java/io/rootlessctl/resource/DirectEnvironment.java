package io.rootlessctl.resource;

import io.rootlessctl.edit.EnvironmentFile;
import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code ~/.config/docker/rootless.env}: what override.conf is under systemd, for a daemon that rootlessctl starts
 * itself. A shell can source it; variables that the user adds reach the daemon too.
 */
final class DirectEnvironment implements ResourceKind<DirectEnvironment.Env, EnvironmentFile> {

    /** @param network what the variables are made from */
    record Env(UserFile file, SortedMap<String, String> variables, Network network, boolean created) {}

    @Override
    public String name() {
        return "direct-env";
    }

    @Override
    public List<Desired<Env>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Env>>();
        for (var user : declaration.users()) {
            if (user.withoutItsManager(host)) {
                continue;
            }
            var address = new Address(name(), user.name());
            var variables = user.systemd() ? new TreeMap<String, String>() : RootlessEnvironment.of(user.settings());
            var env = new Env(file(user), variables, user.settings().network(),
                    last.at(user.scope(), address).created());
            found.add(new Desired<>(address, user.scope(), env));
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
        var kept = new TreeMap<String, String>();
        parse(file(user), host).found().ifPresent(file -> kept.putAll(file.variables()));
        DaemonJson.takeBack(last.at(user.scope(), new Address("direct-env", user.name())), kept);
        kept.putAll(RootlessEnvironment.of(user.settings()));
        return kept;
    }

    @Override
    public Observation<EnvironmentFile> observe(Env desired, HostView host) {
        return parse(desired.file(), host);
    }

    private static Observation<EnvironmentFile> parse(UserFile source, HostView host) {
        return source.read(host).flatMap(file -> {
            try {
                return Observation.present(EnvironmentFile.parse(file.content()));
            } catch (MalformedTextException e) {
                return new Observation.Malformed<>(source.path().toString(), e.getMessage());
            }
        });
    }

    @Override
    public SortedMap<String, String> desired(Env desired) {
        return desired.variables();
    }

    @Override
    public SortedMap<String, String> observed(Env desired, Observation<EnvironmentFile> observed) {
        return observed.found().map(EnvironmentFile::variables).orElseGet(TreeMap::new);
    }

    @Override
    public Proposal propose(Env desired, Observation<EnvironmentFile> observed, List<FieldDiff> diffs, HostView host) {
        var hindrance = RootlessEnvironment.hindrance(desired.network(), diffs, desired.file().owner(), host);
        if (hindrance.isPresent()) {
            return Proposal.hindered(hindrance.get());
        }
        var text = observed.found().orElseGet(EnvironmentFile::empty);
        for (var diff : diffs) {
            text = diff.desired().isPresent()
                    ? text.with(diff.field(), diff.desired().get())
                    : text.without(diff.field());
        }
        return Proposal.of(
                desired.file().writeOrRemove(text.text(), text.variables().isEmpty(), desired.created(), 0644, host));
    }
}
