package io.rootlessctl.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Undo;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where what was applied is kept: {@code last-applied.json} in {@code /var/lib/rootlessctl} for the host, in
 * {@code $XDG_STATE_HOME/rootlessctl} for a user, owned by that user; what only root may do for an ordinary user is in
 * {@link Requests#FILE} beside it.
 */
public final class StateStore {
    static final String FILE = "last-applied.json";
    /** The kind whose addresses are users. */
    static final String USER = "user";
    private static final Path HOST_DIRECTORY = Path.of("/var/lib/rootlessctl");

    private final HostView host;

    public StateStore(HostView host) {
        this.host = host;
    }

    /** One scope's file. @param directories those that were not there before us */
    record Kept(SortedMap<Address, Applied> addresses, SortedSet<Path> directories) {}

    /** The directory that holds a scope's state, journal and lock. */
    static Path directory(Scope scope, Declaration declaration) {
        return scope.user().map(name -> user(name, declaration).directories().state().resolve("rootlessctl"))
                .orElse(HOST_DIRECTORY);
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
        for (var scope : scopes(declaration)) {
            try {
                var kept = kept(scope, declaration);
                scopes.put(scope, kept.addresses());
                made.put(scope, kept.directories());
            } catch (IOException e) {
                unreadable.put(scope, e.getMessage());
            }
        }
        return new LastApplied(scopes, unreadable, made);
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
            case Present<FileText>(var file) -> parsed(path, file.content());
            case Absent<FileText>() -> new Kept(new TreeMap<>(), new TreeSet<>());
            case Unreadable<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem);
            case Malformed<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem
                    + "; move it away to start over, what was applied stays on the host");
        };
    }

    private static Kept parsed(Path path, String text) throws IOException {
        try {
            var whole = Json.tree(text);
            if (!whole.path("addresses").isObject()) {
                // An emptied file is no news that nothing was applied.
                throw new IllegalArgumentException("no addresses");
            }
            var addresses = new TreeMap<Address, Applied>();
            for (var entry : whole.path("addresses").properties()) {
                addresses.put(Address.parse(entry.getKey()), applied(entry.getValue()));
            }
            var directories = new TreeSet<Path>();
            names(whole.path("directories")).forEach(name -> directories.add(Path.of(name)));
            return new Kept(addresses, directories);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(path + ": is not what rootlessctl wrote there; move it away to start over, "
                    + "what was applied stays on the host", e);
        }
    }

    private static Applied applied(JsonNode node) {
        var former = new TreeMap<String, Optional<String>>();
        node.path("former").properties().forEach(entry -> former.put(entry.getKey(),
                entry.getValue().isNull() ? Optional.empty() : Optional.of(text(entry.getValue()))));
        var undo = node.hasNonNull("undo") ? Stored.value(node.get("undo"), Undo.class) : Undo.NOTHING;
        return new Applied(texts(node.path("fields")), names(node.path("found")), texts(node.path("notes")), former, undo);
    }

    private static SortedMap<String, String> texts(JsonNode object) {
        var texts = new TreeMap<String, String>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
        return texts;
    }

    private static Set<String> names(JsonNode array) {
        var names = new TreeSet<String>();
        array.forEach(name -> names.add(text(name)));
        return names;
    }

    /** The file is the user's own: what it says is taken for text and no more. */
    private static String text(JsonNode value) {
        // A user's own file may say anything; what cannot be written cannot be a path either.
        if (!value.isTextual() || value.textValue().indexOf('\0') >= 0 || !encodable(value.textValue())) {
            throw new IllegalArgumentException("not a text");
        }
        return value.textValue();
    }

    /** There may be thousands of texts, and hardly ever one with a surrogate, which alone can be amiss. */
    private static boolean encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return StandardCharsets.UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    /** The file's text for one scope. */
    static String text(Kept kept) {
        var named = new TreeMap<String, Map<String, Object>>();
        kept.addresses().forEach((address, applied) -> named.put(address.toString(), new TreeMap<>(Map.of(
                "fields", applied.fields(), "found", new TreeSet<>(applied.found()), "notes", applied.notes(),
                "former", applied.former(), "undo", applied.undo()))));
        return Json.pretty(Stored.tree(new TreeMap<>(Map.of(
                "formatVersion", "1.0", "addresses", named,
                "directories", kept.directories().stream().map(Path::toString).toList())))) + "\n";
    }
}
