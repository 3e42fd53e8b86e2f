package io.rootlessctl.edit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * What {@code sha256sum} prints and {@code sha256sum -c} reads:
 *
 * <pre>
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  docker-29.7.0.tgz
 * 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 *docker-rootless-extras-29.7.0.tgz
 * </pre>
 *
 * @param sums 64 small hexadecimal digits by the file's name, in the order of the text
 */
public record ChecksumList(SequencedMap<String, String> sums) {
    /** No control character is in a name: no path has one that any program would write, and a NUL is in none at all. */
    private static final Pattern LINE = Pattern.compile(
            "([0-9A-Fa-f]{64})(?:  | \\*)(?:\\./)*+([^\\s\\p{Cc}\\p{Zl}\\p{Zp}][^\\p{Cc}\\p{Zl}\\p{Zp}]*)");

    public ChecksumList {
        sums = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sums));
    }

    /** @throws MalformedTextException when a line is neither blank nor a sum with a name, or a name has two sums */
    public static ChecksumList parse(String text) throws MalformedTextException {
        var sums = new LinkedHashMap<String, String>();
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            var match = LINE.matcher(line);
            if (line.isBlank()) {
                continue;
            }
            if (!match.matches()) {
                throw MalformedTextException.atLine(number, "expected 64 hexadecimal digits, two blanks and a file's name"
                        + " without control characters");
            }
            var sum = match.group(1).toLowerCase(Locale.ROOT);
            var other = sums.put(match.group(2), sum);
            if (other != null && !other.equals(sum)) {
                throw MalformedTextException.atLine(number, "found a second sum of " + match.group(2));
            }
        }
        return new ChecksumList(sums);
    }

    public String text() {
        var text = new StringBuilder();
        for (Map.Entry<String, String> entry : sums.entrySet()) {
            text.append(entry.getValue()).append("  ").append(entry.getKey()).append('\n');
        }
        return text.toString();
    }
}
