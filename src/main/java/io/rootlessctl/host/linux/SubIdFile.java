package io.rootlessctl.host.linux;

import io.rootlessctl.host.SubIds.Range;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** /etc/subuid and /etc/subgid: {@code OWNER:START:COUNT} a line, the owner a name or a number. */
final class SubIdFile {
    private static final Pattern LINE = Pattern.compile("([^:\\s]+):(\\d{1,10}):(\\d{1,10})");
    private static final long IDS = 1L << 32;

    private SubIdFile() {}

    static Observation<List<Range>> parse(String subject, String text, Account user) {
        var ranges = new ArrayList<Range>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var range = range(line, user);
            if (range.isEmpty()) {
                return new Observation.Malformed<>(subject,
                        "line " + (i + 1) + ": found \"" + line + "\", expected OWNER:START:COUNT below 4294967296");
            }
            ranges.add(range.get());
        }
        return Observation.present(List.copyOf(ranges));
    }

    private static Optional<Range> range(String line, Account user) {
        var match = LINE.matcher(line);
        if (!match.matches()) {
            return Optional.empty();
        }
        var owner = match.group(1);
        boolean own = owner.equals(user.name()) || owner.equals(Long.toString(user.uid()));
        var range = new Range(owner, own, Long.parseLong(match.group(2)), Long.parseLong(match.group(3)));
        return range.end() <= IDS ? Optional.of(range) : Optional.empty();
    }
}
