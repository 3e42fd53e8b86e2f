package io.rootlessctl.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where what was applied is kept: {@code last-applied.json} in {@code /var/lib/rootlessctl} for the host, in
 * {@code $XDG_STATE_HOME/rootlessctl} for a user, owned by that user.
 */
public final class StateStore {
    private static final Path HOST_DIRECTORY = Path.of("/var/lib/rootlessctl");
    private static final String FILE = "last-applied.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final HostView host;

    public StateStore(HostView host) {
        this.host = host;
    }

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

    /** Scopes whose file is there and cannot be read are named with the reason, and are not to be planned. */
    public LastApplied read(Declaration declaration) {
        var scopes = new HashMap<Scope, SortedMap<Address, Applied>>();
        var unreadable = new HashMap<Scope, String>();
        var all = new ArrayList<Scope>(List.of(Scope.HOST));
        declaration.users().forEach(user -> all.add(user.scope()));
        for (var scope : all) {
            try {
                scopes.put(scope, read(scope, declaration));
            } catch (IOException e) {
                unreadable.put(scope, e.getMessage());
            }
        }
        return new LastApplied(scopes, unreadable);
    }

    /**
     * @throws IOException when the file is there and cannot be read: planning without it could take the host's own
     *     settings for ours
     */
    SortedMap<Address, Applied> read(Scope scope, Declaration declaration) throws IOException {
        var path = directory(scope, declaration).resolve(FILE);
        return switch (host.text(path, account(scope, declaration, host))) {
            case Present<FileText>(var file) -> parsed(path, file.content());
            case Absent<FileText>() -> new TreeMap<>();
            case Unreadable<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem);
            case Malformed<FileText>(var subject, var problem) -> throw new IOException(subject + ": " + problem
                    + "; move it away to start over, what was applied stays on the host");
        };
    }

    private SortedMap<Address, Applied> parsed(Path path, String text) throws IOException {
        try {
            var named = JSON.readTree(text).path("addresses");
            if (!named.isObject()) {
                // An emptied file is no news that nothing was applied.
                throw new IllegalArgumentException("no addresses");
            }
            var addresses = new TreeMap<Address, Applied>();
            named.properties().forEach(entry -> addresses.put(
                    Address.parse(entry.getKey()),
                    new Applied(
                            texts(entry.getValue().path("fields")), names(entry.getValue().path("found")),
                            texts(entry.getValue().path("notes")))));
            return addresses;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(path + ": is not what rootlessctl wrote there; move it away to start over, "
                    + "what was applied stays on the host", e);
        }
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
        if (!value.isTextual() || value.textValue().indexOf('\0') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
            throw new IllegalArgumentException("not a text");
        }
        return value.textValue();
    }

    /** The file's text for one scope. */
    String text(SortedMap<Address, Applied> addresses) throws IOException {
        var named = new TreeMap<String, Map<String, Object>>();
        addresses.forEach((address, applied) -> named.put(address.toString(), new TreeMap<>(Map.of(
                "fields", applied.fields(), "found", new TreeSet<>(applied.found()), "notes", applied.notes()))));
        return JSON.writeValueAsString(new TreeMap<>(Map.of("formatVersion", "1.0", "addresses", named))) + "\n";
    }

    static Path file(Scope scope, Declaration declaration) {
        return directory(scope, declaration).resolve(FILE);
    }
}
