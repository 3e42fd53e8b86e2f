package io.rootlessctl.manifest;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path as the file has it, with what depends on the user still open: a leading {@code ~}, and {@code $HOME},
 * {@code $UID}, {@code $USER} and {@code $XDG_*}, also in braces. Nothing else is expanded.
 */
public record PathTemplate(String text) {
    static final Set<String> VARIABLES = Set.of(
            "HOME", "UID", "USER", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
            "XDG_CACHE_HOME");
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)}|([A-Za-z_]\\w*))");

    /** @param variables a value for each name in {@link #VARIABLES} */
    public Path expand(Map<String, String> variables) {
        var tilde = text.equals("~") || text.startsWith("~/") ? variables.get("HOME") + text.substring(1) : text;
        return Path.of(REFERENCE.matcher(tilde).replaceAll(found -> value(found, variables))).normalize();
    }

    private static String value(MatchResult found, Map<String, String> variables) {
        var name = found.group(1) != null ? found.group(1) : found.group(2);
        var value = variables.get(name);
        return Matcher.quoteReplacement(value != null ? value : found.group());
    }

    /** The names after {@code $} in the text, known or not. */
    Stream<String> references() {
        return REFERENCE.matcher(text).results().map(m -> m.group(1) != null ? m.group(1) : m.group(2));
    }
}
