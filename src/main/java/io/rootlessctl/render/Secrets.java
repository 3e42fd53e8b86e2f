package io.rootlessctl.render;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes out what must not be read over a shoulder or kept in a log: the password of a URL ({@code http://me:pw@proxy}),
 * the value of a JSON member or of a field whose name says that it is a secret ({@code "splunk-token": "..."}).
 */
final class Secrets {
    private static final String MASK = "***";
    private static final String NAMES = "passw(?:or)?d|secret|token|credential|api[-_]?key";
    private static final Pattern FIELD = Pattern.compile("(?i)(?:" + NAMES + ")");
    private static final Pattern MEMBER = Pattern.compile(
            "(?i)(\"[^\"]*(?:" + NAMES + ")[^\"]*\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"");
    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/\\s:@\"']*:)[^/\\s\"']+@");

    private Secrets() {}

    static String masked(String text) {
        var urls = URL_PASSWORD.matcher(text).replaceAll("$1" + MASK + "@");
        return MEMBER.matcher(urls).replaceAll("$1\"" + MASK + "\"");
    }

    /** The value of a field. A JSON object keeps what is not secret in it, whatever the field is called. */
    static Optional<String> masked(String field, Optional<String> value) {
        return value.map(text -> FIELD.matcher(field).find() && !text.startsWith("{") ? MASK : masked(text));
    }
}
