package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * /etc/subuid or /etc/subgid: {@code OWNER:START:COUNT} a line, the owner a name or a number. Read as shadow's tools do:
 * numbers as strtoul(3) takes them ({@code 0x186a0}, and {@code 0303240} is octal), a fourth field is passed over, and
 * a line that is nothing of this gives nobody ids and stays in the file whoever changes it.
 *
 * @param ranges of everybody, in the order of the file; those of no ids left out
 * @param unread the lines that are neither a range nor a comment, {@code line 3: "alice 100000"}
 * @param owners the ranges by who owns them, whatever is given here: each of hundreds of users asks for their own
 */
public record SubIdFile(Path path, List<SubIdRange> ranges, List<String> unread, Map<String, List<SubIdRange>> owners) {
    public static final Path UIDS = Path.of("/etc/subuid");
    public static final Path GIDS = Path.of("/etc/subgid");

    private static final String NUMBER = "\\s*\\+?(0[xX][0-9a-fA-F]{1,15}|\\d{1,18})";
    private static final Pattern LINE = Pattern.compile("([^:]+):" + NUMBER + ":" + NUMBER + "(?::.*)?");
    /** What shadow's buffer for a line holds. */
    private static final int LONGEST = 1023;

    public SubIdFile {
        ranges = List.copyOf(ranges);
        unread = List.copyOf(unread);
        owners = ranges.stream().collect(Collectors.groupingBy(SubIdRange::owner));
    }

    public SubIdFile(Path path, List<SubIdRange> ranges, List<String> unread) {
        this(path, ranges, unread, Map.of());
    }

    public static Observation<SubIdFile> read(Path path, HostView host) {
        return host.text(path, host.caller()).map(FileText::content).map(text -> parse(path, text));
    }

    static SubIdFile parse(Path path, String text) {
        var ranges = new ArrayList<SubIdRange>();
        var unread = new ArrayList<String>();
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var range = range(line);
            range.filter(known -> known.count() > 0).ifPresent(ranges::add);
            if (range.isEmpty()) {
                unread.add("line " + number + ": \"" + line + "\"");
            }
        }
        return new SubIdFile(path, ranges, unread);
    }

    private static Optional<SubIdRange> range(String line) {
        var match = LINE.matcher(line);
        if (line.length() > LONGEST || !match.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SubIdRange(
                    match.group(1), Long.decode(match.group(2)), Long.decode(match.group(3))));
        } catch (NumberFormatException notOctal) {
            return Optional.empty();
        }
    }

    /** In the order of the file. */
    public List<SubIdRange> of(Account user) {
        var byName = owners.getOrDefault(user.name(), List.of());
        boolean byNumber = owners.containsKey(Long.toString(user.uid()));
        return byNumber ? ranges.stream().filter(range -> owns(user, range)).toList() : byName;
    }

    static boolean owns(Account user, SubIdRange range) {
        return range.owner().equals(user.name()) || range.owner().equals(Long.toString(user.uid()));
    }
}
