package io.rootlessctl.resource;

import io.rootlessctl.edit.MarkedBlock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Shell;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** DOCKER_HOST, and PATH where it is needed, in a marked block of a shell's start-up file. */
final class ShellStartup implements ResourceKind<ShellStartup.Block, MarkedBlock> {
    private static final String BLOCK = "block";

    /** @param body the lines between the marks; empty when the shell is no longer declared */
    record Block(UserFile file, Optional<String> body, boolean created) {}

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public Set<String> keys() {
        return Set.of("client.shell");
    }

    @Override
    public List<Desired<Block>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Block>>();
        for (var user : declaration.users()) {
            var declared = user.wanted() ? user.settings().client().shell() : List.<Shell>of();
            var known = last.names(user.scope(), name());
            for (var shell : Shell.values()) {
                var shellName = Settings.spelled(shell);
                if (!declared.contains(shell) && !known.contains(shellName)) {
                    continue;
                }
                var address = new Address(name(), shellName);
                var body = declared.contains(shell) ? Optional.of(body(shell, user, host)) : Optional.<String>empty();
                var file = new UserFile(startupFile(shell, user), user.account());
                found.add(new Desired<>(address, user.scope(),
                        new Block(file, body, last.at(user.scope(), address).created())));
            }
        }
        return found;
    }

    private static Path startupFile(Shell shell, Declaration.User user) {
        return switch (shell) {
            case BASH -> user.directories().home().resolve(".bashrc");
            case ZSH -> user.directories().home().resolve(".zshrc");
            case FISH -> user.directories().config().resolve("fish/config.fish");
        };
    }

    private static String body(Shell shell, Declaration.User user, HostView host) {
        return ClientEnvironment.of(user, host).exports(shell);
    }

    @Override
    public Observation<MarkedBlock> observe(Block desired, HostView host) {
        return desired.file().read(MarkedBlock::in, host);
    }

    @Override
    public SortedMap<String, String> desired(Block desired) {
        var fields = new TreeMap<String, String>();
        desired.body().ifPresent(body -> fields.put(BLOCK, body));
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(Block desired, Observation<MarkedBlock> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().flatMap(MarkedBlock::body).ifPresent(body -> fields.put(BLOCK, body));
        return fields;
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var all = new ArrayList<Existing>();
        for (var user : found.users()) {
            var shells = Stream.of(Shell.values()).filter(shell -> new UserFile(startupFile(shell, user), user.account())
                    .read(MarkedBlock::in, host).found().flatMap(MarkedBlock::body)
                    .filter(body(shell, user, host)::equals).isPresent()).toList();
            if (!shells.isEmpty()) {
                all.add(user.found("client", "shell", shells.stream().map(Settings::spelled).toList(), shells.stream()
                        .map(shell -> user.written(startupFile(shell, user))).collect(Collectors.joining(", "))));
            }
        }
        return all;
    }

    @Override
    public Proposal propose(Block desired, Observation<MarkedBlock> observed, List<FieldDiff> diffs, HostView host) {
        var text = observed.found().orElseGet(MarkedBlock::empty);
        var edited = desired.body().isPresent() ? text.with(desired.body().get()) : text.without();
        return Proposal.of(desired.file().writeOrRemove(edited, edited.isBlank(), desired.created(), 0644, host));
    }
}
