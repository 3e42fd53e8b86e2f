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
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the manifest says for one host and the users that a command is about.
 *
 * @param all every user the manifest names, also those the command is not about: what all share depends on all
 * @param entries every user the command is about, whether the host has it yet or not
 * @param users those the host has
 */
public record Declaration(
        HostSettings host, List<UserEntry> all, List<UserEntry> entries, List<User> users, Aim aim) {

    /** What becomes of things that were applied and that nobody declares. */
    public enum Aim {
        /** They are taken back; what is declared is kept. */
        KEPT,
        /** Nothing is declared: everything is taken back, and data stays. */
        LEFT,
        /** Data goes, too. */
        PURGED
    }

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
        var all = manifest.users().isEmpty() ? entries : manifest.users();
        return new Declaration(manifest.host(), all, entries, users(entries, host), Aim.KEPT);
    }

    /**
     * Nothing is declared for anybody whom the command is about, neither a daemon nor anything else.
     *
     * @param known the users whom root's applies were about
     * @param onlyUser restricts root's command to one user
     * @throws IllegalArgumentException when somebody asks for another user
     */
    public static Declaration leaving(
            Manifest nothing, Set<String> known, HostView host, Optional<String> onlyUser, boolean purge) {
        var names = new TreeSet<>(host.root() && onlyUser.isEmpty() ? known
                : Set.of(onlyUser.orElseGet(() -> host.caller().name())));
        refuseOthers(onlyUser, host);
        var entries = names.stream().map(name -> new UserEntry(name, false, nothing.defaults())).toList();
        var all = new TreeSet<>(known);
        all.addAll(names);
        return new Declaration(nothing.host(),
                all.stream().map(name -> new UserEntry(name, false, nothing.defaults())).toList(), entries,
                users(entries, host), purge ? Aim.PURGED : Aim.LEFT);
    }

    private static List<User> users(List<UserEntry> entries, HostView host) {
        return entries.stream().flatMap(entry -> host.account(entry.name()).found()
                .map(account -> User.of(account, entry.settings(), host)).stream()).toList();
    }

    private static void refuseOthers(Optional<String> onlyUser, HostView host) {
        var caller = host.caller().name();
        if (!host.root() && onlyUser.filter(name -> !name.equals(caller)).isPresent()) {
            throw new IllegalArgumentException("--user " + onlyUser.get() + ": you are " + caller
                    + ", and only root may look at and change another user's Docker");
        }
    }

    private static List<UserEntry> entries(Manifest manifest, HostView host, Optional<String> onlyUser) {
        if (host.root() && onlyUser.isEmpty()) {
            return manifest.users();
        }
        var name = onlyUser.orElseGet(() -> host.caller().name());
        refuseOthers(onlyUser, host);
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
     * is about every user of it. What an ordinary user's leaves out, or one user's part, is nobody's wish; but who leaves
     * as the last one is told what root has to do.
     */
    public boolean decides(HostView host) {
        return (host.root() || leaves()) && entries.size() == all.size();
    }

    /** Whether what the manifest leaves out of one user's part on the host is to be taken back. */
    boolean decidesForUser(HostView host) {
        return host.root() || leaves();
    }

    public boolean leaves() {
        return aim != Aim.KEPT;
    }

    public boolean purges() {
        return aim == Aim.PURGED;
    }

    /** The part of it that a change of this scope depends on: planning one user again does not look at the others. */
    public Declaration only(Scope scope) {
        return scope.user().map(name -> new Declaration(
                host, all, entries.stream().filter(entry -> entry.name().equals(name)).toList(),
                users.stream().filter(user -> user.name().equals(name)).toList(), aim)).orElse(this);
    }

    /** The rest, when nothing can be said about these users; what the host no longer gives is then not decided either. */
    public Declaration without(Set<Scope> unknown) {
        return new Declaration(host, all,
                entries.stream().filter(entry -> !unknown.contains(new Scope.User(entry.name()))).toList(),
                users.stream().filter(user -> !unknown.contains(user.scope())).toList(), aim);
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

        /** The path as this user would write it into the manifest: {@code ~/.config}, {@code $XDG_RUNTIME_DIR/docker.sock}. */
        public String written(Path path) {
            if (path.startsWith(directories.runtime())) {
                return joined("$XDG_RUNTIME_DIR", directories.runtime().relativize(path));
            }
            var home = directories.home();
            return path.startsWith(home) ? joined("~", home.relativize(path)) : path.toString();
        }

        private static String joined(String start, Path rest) {
            return rest.toString().isEmpty() ? start : start + "/" + rest;
        }

        Existing.Value found(String section, String name, Object value, String source) {
            return new Existing.Value(scope(), section, name, value, source);
        }

        Existing.Foreign foreign(String what) {
            return new Existing.Foreign(scope(), what);
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
            return settings.wanted();
        }
    }
}
