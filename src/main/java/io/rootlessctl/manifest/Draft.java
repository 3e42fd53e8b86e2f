package io.rootlessctl.manifest;

import com.moandjiezana.toml.TomlWriter;
import io.rootlessctl.model.Existing.Value;
import io.rootlessctl.model.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A rootless.toml made of what was found, one line a value, with where it was found behind it:
 *
 * <pre>
 * [network]
 * mtu = 1400  # ~/.config/systemd/user/docker.service.d/override.conf
 * # driver = "vde"  # rootlesskit's command line, process 4242; unknown
 * </pre>
 *
 * A value that had to be taken out stays to be read, as a comment.
 *
 * @param users who has a table of their own; nobody where one user's part is the whole file
 */
public record Draft(List<String> users, List<Entry> entries) {
    private static final List<String> SECTIONS = List.of(
            "host", "host.sysctl", "daemon", "daemon.settings", "network", "storage", "id-map", "cgroup", "ports",
            "ports.publish", "expose.tcp", "expose.tcp.tls", "expose.ssh", "client", "limits", "install");
    private static final String ONE_TABLE_EACH = "ports.publish";
    private static final String SETTINGS = "daemon.settings";
    private static final String EXPOSED = "expose.tcp";
    private static final String HEAD = """
            # What `rootlessctl import` has found, each value with its place. What is not here is not managed.
            schema = 1
            """;

    /** @param out why it cannot be declared; empty while it is */
    public record Entry(Value value, Optional<String> out) {}

    public Draft {
        users = List.copyOf(users);
        entries = List.copyOf(entries);
    }

    public static Draft of(List<String> users, List<Value> values) {
        return new Draft(users, new LinkedHashSet<>(values).stream().map(value -> new Entry(value, Optional.empty())).toList());
    }

    /** Whether a user of this name can have a table. */
    public static boolean takes(String user) {
        return ManifestDecoder.userName(user).value().isPresent();
    }

    /** Whether TOML can say what the JSON text of a setting says. */
    public static boolean takesSetting(String json) {
        try {
            TomlFromJson.inline(json);
            return true;
        } catch (IllegalArgumentException hasNull) {
            return false;
        }
    }

    /** The values that are declared. */
    public List<Value> declared() {
        return entries.stream().filter(entry -> entry.out().isEmpty()).map(Entry::value).toList();
    }

    /** The same, but with one value, and those that say nothing without it, as comments only. */
    public Draft without(Value value, String why) {
        return new Draft(users, entries.stream().map(entry -> together(entry.value(), value)
                ? new Entry(entry.value(), Optional.of(why)) : entry).toList());
    }

    /** An address without certificates is as little use as they are without it. */
    private static boolean together(Value one, Value other) {
        return one.equals(other) || one.scope().equals(other.scope())
                && one.section().startsWith(EXPOSED) && other.section().startsWith(EXPOSED);
    }

    public Draft with(Value value, Value other) {
        return new Draft(users, entries.stream().map(entry -> entry.value().equals(value)
                ? new Entry(other, Optional.empty()) : entry).toList());
    }

    public String text() {
        return String.join("", lines().stream().map(Line::text).toList());
    }

    /** @param line counted from 1, as a {@link Problem} has it */
    public Optional<Value> at(int line) {
        int next = 1;
        for (var written : lines()) {
            int after = next + (int) written.text().chars().filter(c -> c == '\n').count();
            if (next <= line && line < after) {
                return written.value();
            }
            next = after;
        }
        return Optional.empty();
    }

    /** @param text whole lines, with their ends */
    private record Line(String text, Optional<Value> value) {}

    private List<Line> lines() {
        var lines = new ArrayList<>(List.of(new Line(HEAD, Optional.empty())));
        if (users.isEmpty()) {
            addSections(lines, "", _ -> true);
            return lines;
        }
        addSections(lines, "", scope -> scope.equals(Scope.HOST));
        for (var user : users) {
            lines.add(new Line("\n[[users]]\n" + pair("name", user), Optional.empty()));
            addSections(lines, "users.", scope -> scope.user().filter(user::equals).isPresent());
        }
        return lines;
    }

    private void addSections(List<Line> lines, String prefix, Predicate<Scope> whose) {
        var sections = new LinkedHashMap<String, List<Entry>>();
        entries.stream().filter(entry -> whose.test(entry.value().scope()))
                .sorted(Comparator.comparingInt(entry -> SECTIONS.indexOf(entry.value().section())))
                .forEach(entry -> sections.computeIfAbsent(entry.value().section(), _ -> new ArrayList<>()).add(entry));
        sections.forEach((section, all) -> {
            boolean out = section.startsWith(EXPOSED) && all.stream().allMatch(entry -> entry.out().isPresent());
            if (!section.equals(ONE_TABLE_EACH)) {
                lines.add(new Line((out ? "\n# [" : "\n[") + prefix + section + "]\n", Optional.of(all.getFirst().value())));
            }
            for (var entry : all) {
                var header = "[[" + prefix + section + "]]\n";
                var text = (section.equals(ONE_TABLE_EACH) ? "\n" + commented(entry, header) : "") + line(entry);
                lines.add(new Line(text, Optional.of(entry.value())));
            }
        });
    }

    private static String line(Entry entry) {
        var value = entry.value();
        var comment = value.source() + entry.out().map(why -> "; " + why).orElse("");
        var pair = value.section().equals(SETTINGS) ? settings(value) : pair(value.name(), value.value());
        return commented(entry, pair.stripTrailing() + "  # " + comment.replaceAll("\\p{Cc}+", " ") + "\n");
    }

    private static String commented(Entry entry, String line) {
        return entry.out().isPresent() ? "# " + line : line;
    }

    /** On one line. TomlWriter does not escape every character that TOML wants escaped: such a line is not read back. */
    private static String pair(String name, Object value) {
        return new TomlWriter().write(Map.of(name, value)).strip().replaceAll("[\\r\\n]+", " ") + "\n";
    }

    private static String settings(Value value) {
        return Entries.dotted("", value.name()) + " = " + TomlFromJson.inline(value.value().toString());
    }
}
