package io.rootlessctl.host.linux;

import io.rootlessctl.host.OsRelease;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * /etc/os-release: shell assignments without expansion, {@code ID=debian}, {@code PRETTY_NAME="Debian GNU/Linux 12"}.
 */
final class OsReleaseFile {
    private static final Pattern LINE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)");

    private OsReleaseFile() {}

    /** What the distribution's own file says where the administrator has none. */
    static Observation<OsRelease> read() {
        var local = read(Path.of("/etc/os-release"));
        return local instanceof Observation.Absent<OsRelease>() ? read(Path.of("/usr/lib/os-release")) : local;
    }

    private static Observation<OsRelease> read(Path path) {
        return FileLook.system(path).flatMap(text -> parse(path.toString(), text.content()));
    }

    static Observation<OsRelease> parse(String subject, String text) {
        var values = new HashMap<String, String>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var match = LINE.matcher(line);
            var value = match.matches() ? unquote(match.group(2)) : null;
            if (value == null) {
                return new Observation.Malformed<>(
                        subject, "line " + (i + 1) + ": found \"" + line + "\", expected NAME=VALUE");
            }
            values.put(match.group(1), value);
        }
        return Observation.present(release(values));
    }

    private static OsRelease release(Map<String, String> values) {
        var like = values.getOrDefault("ID_LIKE", "").strip();
        return new OsRelease(
                values.getOrDefault("ID", "linux"),
                values.getOrDefault("VERSION_ID", ""),
                like.isEmpty() ? List.of() : List.of(like.split("\\s+")),
                // A derived distribution names its own release by the last one.
                Stream.of("UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME").map(values::get)
                        .filter(Objects::nonNull).findFirst().orElse(""),
                values.getOrDefault("PRETTY_NAME", "Linux"));
    }

    /** Null when a quote is not closed. */
    private static String unquote(String value) {
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        if (quote != '"' && quote != '\'') {
            return unescape(value);
        }
        if (value.length() < 2 || value.charAt(value.length() - 1) != quote) {
            return null;
        }
        var inner = value.substring(1, value.length() - 1);
        return quote == '\'' ? inner : unescape(inner);
    }

    private static String unescape(String text) {
        return text.replaceAll("\\\\([\"'$`\\\\])", "$1");
    }
}
