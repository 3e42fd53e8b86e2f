package io.rootlessctl.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.apply.StateStore.Kept;
import io.rootlessctl.edit.Json;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Undo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One scope's {@link StateStore#FILE}, between text and what was applied. */
final class StateText {
    private StateText() {}

    /** @throws IOException where it is not what {@link #of} wrote */
    static Kept parse(Path path, String text) throws IOException {
        try {
            var whole = Json.tree(text);
            Format.require(path, whole);
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

    static String of(Kept kept) {
        var named = new TreeMap<String, Map<String, Object>>();
        kept.addresses().forEach((address, applied) -> named.put(address.toString(), new TreeMap<>(Map.of(
                "fields", applied.fields(), "found", new TreeSet<>(applied.found()), "notes", applied.notes(),
                "former", applied.former(), "undo", applied.undo()))));
        return Json.pretty(Stored.tree(new TreeMap<>(Map.of(
                "formatVersion", Format.VERSION, "addresses", named,
                "directories", kept.directories().stream().map(Path::toString).toList())))) + "\n";
    }
}
