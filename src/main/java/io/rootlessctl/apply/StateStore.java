package io.rootlessctl.apply;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.AtOnce;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where what was applied is kept: {@code last-applied.json} in {@code /var/lib/rootlessctl} for the host, in
 * {@code $XDG_STATE_HOME/rootlessctl} for a user, owned by that user; what only root may do for an ordinary user is in
 * {@link Requests#FILE} beside it.
 */
public final class StateStore {
    static final String FILE = "last-applied.json";
    /** The kind whose addresses are users. */
    static final String USER = "user";
    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
    private static final Path HOST_DIRECTORY = Path.of("/var/lib/rootlessctl");

    private final HostView host;

    public StateStore(HostView host) {
        this.host = host;
    }

    /** One scope's file. @param directories those that were not there before us */
    record Kept(SortedMap<Address, Applied> addresses, SortedSet<Path> directories) {
        Kept {
            addresses = Collections.unmodifiableSortedMap(addresses);
            directories = Collections.unmodifiableSortedSet(directories);
        }
    }

    /** The directory that holds a scope's state, journal and lock. */
    static Path directory(Scope scope, Declaration declaration) {
        return scope.user().map(name -> user(user(name, declaration).directories())).orElse(HOST_DIRECTORY);
    }

    private static Path user(UserDirectories directories) {
        return directories.state().resolve("rootlessctl");
    }

    /** Whose credentials a scope's steps and files need. */
    static Account account(Scope scope, Declaration declaration, HostView host) {
        return scope.user().map(name -> user(name, declaration).account()).orElseGet(host::caller);
    }

    private static Declaration.User user(String name, Declaration declaration) {
        return declaration.users().stream().filter(user -> user.name().equals(name)).findFirst().orElseThrow();
    }

    /** The users that root's applies were about, as far as that is known. */
    public Set<String> users() {
        return roots().stream().filter(address -> address.kind().equals(USER)).map(Address::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Scopes whose file is there and cannot be read are named with the reason, and are not to be planned. */
    public LastApplied read(Declaration declaration) {
        var scopes = new HashMap<Scope, SortedMap<Address, Applied>>();
        var unreadable = new HashMap<Scope, String>();
        var made = new HashMap<Scope, Set<Path>>();
        AtOnce.each(scopes(declaration), host.lookers(), scope -> looked(scope, declaration)).forEach(looked -> {
            looked.kept().ifPresent(kept -> {
                scopes.put(looked.scope(), kept.addresses());
                made.put(looked.scope(), kept.directories());
            });
            looked.problem().ifPresent(why -> unreadable.put(looked.scope(), why));
        });
        return new LastApplied(scopes, unreadable, made);
    }

    private record Looked(Scope scope, Optional<Kept> kept, Optional<String> problem) {}

    private Looked looked(Scope scope, Declaration declaration) {
        try {
            return new Looked(scope, Optional.of(kept(scope, declaration)), Optional.empty());
        } catch (IOException e) {
            return new Looked(scope, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private Kept kept(Scope scope, Declaration declaration) throws IOException {
        var own = read(host, directory(scope, declaration), account(scope, declaration, host));
        return scope.equals(Scope.HOST) && declaration.leaves() && !host.root() ? withRequests(own, declaration) : own;
    }

    /** What root did because a user asked for it is for this user to have taken back; what root's own record has is root's. */
    private Kept withRequests(Kept roots, Declaration declaration) throws IOException {
        var addresses = new TreeMap<>(roots.addresses());
        var directories = new TreeSet<>(roots.directories());
        for (var user : declaration.users()) {
            var asked = readFile(host, directory(user.scope(), declaration).resolve(Requests.FILE), user.account());
            asked.addresses().forEach(addresses::putIfAbsent);
            directories.addAll(asked.directories());
        }
        return new Kept(addresses, directories);
    }

    /**
     * Reads what the caller's plan starts from, before it is known what is declared: after the journal, as an apply that ends
     * meanwhile writes that last. Whoever reads it again is told what is wrong with it.
     */
    public static void ahead(HostView still) {
        var directory = still.root() ? HOST_DIRECTORY : user(still.directories(still.caller()));
        try {
            still.text(directory.resolve(Journal.FILE), still.caller());
            read(still, directory, still.caller());
        } catch (IOException problem) {
            LOG.debug("reading ahead", problem);
        }
    }

    /** What root's own record has of the host; nothing where it cannot be read, which the plan tells. */
    Set<Address> roots() {
        try {
            return read(host, HOST_DIRECTORY, host.caller()).addresses().keySet();
        } catch (IOException _) {
            return Set.of();
        }
    }

    /** The host's, then each user's. */
    static List<Scope> scopes(Declaration declaration) {
        var all = new ArrayList<Scope>(List.of(Scope.HOST));
        declaration.users().forEach(user -> all.add(user.scope()));
        return all;
    }

    /**
     * @throws IOException when the file is there and cannot be read: planning without it could take the host's own
     *     settings for ours
     */
    static Kept read(HostView host, Path directory, Account owner) throws IOException {
        return readFile(host, directory.resolve(FILE), owner);
    }

    /** Another file of the same form. */
    static Kept readFile(HostView host, Path path, Account owner) throws IOException {
        return switch (host.text(path, owner)) {
            case Present<FileText>(var file) -> parsed(host, path, file);
            case Absent<FileText>() -> new Kept(new TreeMap<>(), new TreeSet<>());
            case Unreadable<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem);
            case Malformed<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem
                    + "; move it away to start over, what was applied stays on the host");
        };
    }

    /** A short one may have been read before within one look, which keeps no long text. */
    private static Kept parsed(HostView host, Path path, FileText file) throws IOException {
        if (LongText.is(file.content())) {
            return LongText.alone(() -> StateText.parse(path, file.content()));
        }
        try {
            return host.once(List.of(file), () -> {
                try {
                    return StateText.parse(path, file.content());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
