package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.manifest.HostSettings;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.manifest.PathTemplate;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.ManagerChoice;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the manifest says for one host and the users that a command is about.
 *
 * @param all every user the manifest names, also those the command is not about: what all share depends on all
 * @param entries every user the command is about, whether the host has it yet or not
 * @param users those the host has
 */
public record Declaration(HostSettings host, List<UserEntry> all, List<UserEntry> entries, List<User> users) {
    public Declaration {
        all = List.copyOf(all);
        entries = List.copyOf(entries);
        users = List.copyOf(users);
    }

    /**
     * What the manifest says for whoever runs the command: root gets every user it names, anybody else only their own
     * part, by name or by the defaults.
     *
     * @param onlyUser restricts root's command to one user of the manifest
     * @throws IllegalArgumentException when the manifest has no such user
     */
    public static Declaration of(Manifest manifest, HostView host, Optional<String> onlyUser) {
        var entries = entries(manifest, host, onlyUser);
        var users = entries.stream()
                .flatMap(entry -> host.account(entry.name()).found()
                        .map(account -> User.of(account, entry.settings(), host)).stream())
                .toList();
        return new Declaration(manifest.host(), manifest.users().isEmpty() ? entries : manifest.users(), entries, users);
    }

    private static List<UserEntry> entries(Manifest manifest, HostView host, Optional<String> onlyUser) {
        if (host.root() && onlyUser.isEmpty()) {
            return manifest.users();
        }
        var name = onlyUser.orElseGet(() -> host.caller().name());
        if (!host.root() && !name.equals(host.caller().name())) {
            throw new IllegalArgumentException("--user " + name + ": you are " + host.caller().name()
                    + ", and only root may look at and change another user's Docker");
        }
        return List.of(manifest.user(name).orElseGet(() -> byDefaults(manifest, name)));
    }

    private static UserEntry byDefaults(Manifest manifest, String name) {
        if (!manifest.users().isEmpty()) {
            throw new IllegalArgumentException(name + ": the file has no [[users]] table with this name; it has "
                    + String.join(", ", manifest.users().stream().map(UserEntry::name).toList()));
        }
        return new UserEntry(name, false, manifest.defaults());
    }

    /**
     * Whether what the manifest leaves out is to be taken back from the host: only for root, and only when the command
     * is about every user of it. What an ordinary user's leaves out, or one user's part, is nobody's wish.
     */
    public boolean decides(HostView host) {
        return host.root() && entries.size() == all.size();
    }

    /** The part of it that a change of this scope depends on: planning one user again does not look at the others. */
    public Declaration only(Scope scope) {
        return scope.user().map(name -> new Declaration(
                host, all, entries.stream().filter(entry -> entry.name().equals(name)).toList(),
                users.stream().filter(user -> user.name().equals(name)).toList())).orElse(this);
    }

    /**
     * One user with the paths of the manifest ready to be expanded.
     *
     * @param systemd whether the user's systemd manages the daemon; else rootlessctl does
     */
    public record User(Account account, UserDirectories directories, Settings settings, boolean systemd) {

        public static User of(Account account, Settings settings, HostView host) {
            var choice = settings.daemon().manager();
            boolean systemd = choice == ManagerChoice.SYSTEMD || choice == ManagerChoice.AUTO && host.systemd();
            return new User(account, host.directories(account), settings, systemd);
        }

        public String name() {
            return account.name();
        }

        public Scope scope() {
            return new Scope.User(account.name());
        }

        public Path expand(PathTemplate template) {
            return template.expand(directories.variables(account));
        }

        public Path dataRoot() {
            return expand(settings.daemon().dataRoot());
        }

        public Path socket() {
            return expand(settings.daemon().socket());
        }

        /** Whether the manifest wants a systemd that this host does not run: then nothing can be said about its units. */
        boolean withoutItsManager(HostView host) {
            return systemd && !host.systemd();
        }

        /** Whether the user is to have rootless Docker at all: {@code state = "absent"} takes back what we set. */
        public boolean wanted() {
            return settings.daemon().state() != Settings.State.ABSENT;
        }
    }
}
