package io.rootlessctl.manifest;

import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** A value of the file as a message shows it: texts in quotes, nothing that could upset a terminal, one short line. */
final class FoundValue {
    private static final int MAX_LENGTH = 60;

    private FoundValue() {}

    static String shown(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case TomlArray _ -> "an array";
            case TomlTable _ -> "a table";
            case Entries _ -> "a table";
            default -> value.toString();
        };
    }

    static String quoted(String text) {
        int end = Math.min(text.length(), MAX_LENGTH);
        var start = text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        return "\"" + Toml.tomlEscape(start) + (end < text.length() ? "…" : "") + "\"";
    }
}
