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
import java.util.EnumSet;
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

    /** A file, and what reads it: zsh reads the second only for a command that comes over ssh. */
    private enum Startup {
        BASH(Shell.BASH), FISH(Shell.FISH), ZSH(Shell.ZSH), ZSH_ENV(Shell.ZSH);

        private final Shell shell;

        Startup(Shell shell) {
            this.shell = shell;
        }
    }

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
            var declared = declared(user, host);
            var known = last.names(user.scope(), name());
            for (var startup : Startup.values()) {
                var startupName = Settings.spelled(startup);
                if (!declared.contains(startup) && !known.contains(startupName)) {
                    continue;
                }
                var address = new Address(name(), startupName);
                var body = declared.contains(startup)
                        ? Optional.of(body(startup.shell, user, host)) : Optional.<String>empty();
                var file = new UserFile(file(startup, user), user.account());
                found.add(new Desired<>(address, user.scope(),
                        new Block(file, body, last.at(user.scope(), address).created())));
            }
        }
        return found;
    }

    /** Those of the manifest, and for ssh the one of the login shell, where docker is to be found by it alone. */
    private static Set<Startup> declared(Declaration.User user, HostView host) {
        var declared = EnumSet.noneOf(Startup.class);
        if (user.wanted()) {
            user.settings().client().shell().forEach(shell -> declared.add(Startup.valueOf(shell.name())));
        }
        if (SshAccess.needsPath(user, host)) {
            switch (user.account().shell().getFileName().toString()) {
                case "bash", "rbash" -> declared.add(Startup.BASH);
                case "zsh" -> declared.add(Startup.ZSH_ENV);
                case "fish" -> declared.add(Startup.FISH);
                default -> { }
            }
        }
        return declared;
    }

    private static Path file(Startup startup, Declaration.User user) {
        return switch (startup) {
            case BASH -> user.directories().home().resolve(".bashrc");
            case ZSH -> user.directories().home().resolve(".zshrc");
            case ZSH_ENV -> user.directories().home().resolve(".zshenv");
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
            var shells = Stream.of(Shell.values()).filter(shell -> new UserFile(file(Startup.valueOf(shell.name()), user), user.account())
                    .read(MarkedBlock::in, host).found().flatMap(MarkedBlock::body)
                    .filter(body(shell, user, host)::equals).isPresent()).toList();
            if (!shells.isEmpty()) {
                all.add(user.found("client", "shell", shells.stream().map(Settings::spelled).toList(), shells.stream()
                        .map(shell -> user.written(file(Startup.valueOf(shell.name()), user))).collect(Collectors.joining(", "))));
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
