package io.rootlessctl.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.moandjiezana.toml.TomlWriter;
import io.rootlessctl.edit.Json;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes what holds, the defaults included, as a rootless.toml that reads back to the same settings. What is not
 * declared and has no default is left out.
 *
 * <p>{@code daemon.settings} is written by {@link TomlFromJson}: TomlWriter refuses arrays of mixed types, forgets
 * empty tables and does not escape every character.
 */
public final class ManifestWriter {
    private ManifestWriter() {}

    public static String write(Manifest manifest) {
        var toml = new StringBuilder(written(Map.of("schema", 1)));
        toml.append('\n').append(written(Map.of("host", EffectiveKeys.of(manifest.host()))));
        toml.append(sections(manifest.defaults()));
        for (var user : manifest.users()) {
            var keys = EffectiveKeys.of(user.settings());
            keys.putFirst("create", user.create());
            keys.putFirst("name", user.name());
            toml.append('\n').append(written(Map.of("users", List.of(keys))));
            toml.append(settings("users.", user.settings().daemon().settings()));
        }
        return toml.toString();
    }

    /** A manifest that says the same for every user. */
    public static String write(Settings settings) {
        return written(Map.of("schema", 1)) + sections(settings);
    }

    /** What {@link #write(Manifest)} writes, as tables: maps, lists, texts, numbers, booleans and Jackson's nodes. */
    public static Map<String, Object> tables(Manifest manifest) {
        var all = new LinkedHashMap<String, Object>(Map.of("schema", 1));
        all.put("host", EffectiveKeys.of(manifest.host()));
        all.putAll(whole(manifest.defaults()));
        all.put("users", manifest.users().stream().map(user -> {
            var keys = whole(user.settings());
            keys.putFirst("create", user.create());
            keys.putFirst("name", user.name());
            return keys;
        }).toList());
        return all;
    }

    /** What {@link #write(Settings)} writes, as tables. */
    public static Map<String, Object> tables(Settings settings) {
        var all = whole(settings);
        all.putFirst("schema", 1);
        return all;
    }

    private static LinkedHashMap<String, Object> whole(Settings settings) {
        var keys = EffectiveKeys.of(settings);
        if (!settings.daemon().settings().isEmpty()) {
            var values = new LinkedHashMap<String, Object>();
            settings.daemon().settings().forEach((name, text) -> values.put(name, parsed(text)));
            keys.put("daemon", with((Map<?, ?>) keys.get("daemon"), "settings", values));
        }
        return keys;
    }

    private static Map<Object, Object> with(Map<?, ?> table, String name, Object value) {
        var all = new LinkedHashMap<Object, Object>(table);
        all.put(name, value);
        return all;
    }

    private static Object parsed(String text) {
        try {
            return Json.tree(text);
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static String sections(Settings settings) {
        var toml = new StringBuilder();
        EffectiveKeys.of(settings).forEach((name, keys) -> toml.append('\n').append(written(Map.of(name, keys))));
        return toml.append(settings("", settings.daemon().settings())).toString();
    }

    private static String written(Map<String, Object> keys) {
        return new TomlWriter().write(keys);
    }

    private static String settings(String prefix, SortedMap<String, String> settings) {
        if (settings.isEmpty()) {
            return "";
        }
        var toml = new StringBuilder("\n[" + prefix + "daemon.settings]\n");
        settings.forEach((name, json) ->
                toml.append(Entries.dotted("", name)).append(" = ").append(TomlFromJson.inline(json)).append('\n'));
        return toml.toString();
    }
}
