package io.rootlessctl.resource;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/** Everything that causes.toml knows, read when first asked for; and what of it a daemon's log tells. */
public final class Causes {
    private static final String TABLE = "causes.toml";
    /** The script that starts the daemon says what it does ({@code set -x}), and checks this first of all. */
    private static final Pattern START = Pattern.compile("^\\+ (?:\\[|'\\[') -w .*");
    private static final String TO_RUN_AGAIN = "_DOCKERD_ROOTLESS_CHILD=1";
    private static final String FAILED = "[rootlesskit:parent] error:";

    private Causes() {}

    /**
     * A cause that a log tells.
     *
     * @param cause with what the line says in the place of what the pattern names
     * @param line of the log, as it is there
     * @param named what the pattern has named in it
     */
    public record Match(Cause cause, String line, Map<String, String> named) {}

    private static final class Table {
        private static final Map<String, Cause> BY_CODE = read();
    }

    public static Optional<Cause> of(String code) {
        return Optional.ofNullable(Table.BY_CODE.get(code));
    }

    public static Set<String> codes() {
        return Table.BY_CODE.keySet();
    }

    /** What the lines since the daemon's last start tell, each cause once, the most fundamental first. */
    public static List<Match> in(List<String> log) {
        var matches = new LinkedHashMap<String, Match>();
        var lines = sinceStart(log);
        for (var cause : Table.BY_CODE.values()) {
            cause.told().log().ifPresent(pattern -> lines.stream().flatMap(line -> match(cause, pattern, line).stream())
                    .forEach(match -> matches.put(cause.code(), match)));
        }
        return matches.values().stream().sorted(Comparator.comparingInt(match -> match.cause().rank())).toList();
    }

    /**
     * What stands behind an address of a plan: {@code linger[alice] linger: false}, and behind what is said of it,
     * {@code daemon[alice] no answer}. Empty also where it has more than one cause.
     *
     * @param said why it is blocked, or warned of
     */
    public static Optional<Cause> inPlan(Address address, List<FieldDiff> diffs, String said) {
        var lines = Stream.concat(Stream.of(address + " " + said), diffs.stream().map(diff ->
                address + " " + diff.field() + ": " + diff.observed().orElse("(absent)"))).toList();
        var found = Table.BY_CODE.values().stream().filter(cause -> cause.told().plan().filter(pattern ->
                lines.stream().anyMatch(line -> pattern.matcher(line).find())).isPresent()).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** What kept a daemon from starting that has logged this; empty when no line of it is known. Advice is no reason. */
    public static Optional<Match> ofFailedStart(List<String> log) {
        return in(log).stream().filter(match -> !match.cause().advice()).min(Comparator.comparing((Match match) -> !match.cause().atStart()));
    }

    private static Optional<Match> match(Cause cause, Pattern pattern, String line) {
        var found = pattern.matcher(line);
        if (!found.find()) {
            return Optional.empty();
        }
        var named = named(found);
        return Optional.of(new Match(cause.in(named), line, named));
    }

    private static Map<String, String> named(Matcher found) {
        var values = new HashMap<String, String>();
        found.namedGroups().forEach((name, group) -> {
            if (found.group(group) != null) {
                values.put(name, found.group(group));
            }
        });
        return values;
    }

    /** In one start the script runs twice: the second time it is RootlessKit that runs it, unless that failed before. */
    private static List<String> sinceStart(List<String> log) {
        int start = 0;
        boolean runsAgain = false;
        for (int i = 0; i < log.size(); i++) {
            var line = log.get(i);
            if (START.matcher(line).matches()) {
                start = runsAgain ? start : i;
                runsAgain = false;
            } else if (line.contains(FAILED)) {
                runsAgain = false;
            } else if (line.contains(TO_RUN_AGAIN)) {
                runsAgain = true;
            }
        }
        return log.subList(start, log.size());
    }

    private static Map<String, Cause> read() {
        try (InputStream in = Causes.class.getResourceAsStream(TABLE)) {
            var all = Toml.parse(in);
            if (all.hasErrors()) {
                throw new IllegalStateException(TABLE + ": " + all.errors().getFirst());
            }
            var causes = new LinkedHashMap<String, Cause>();
            all.keySet().stream().sorted(Comparator.comparing(code -> all.inputPositionOf(code).line()))
                    .forEach(code -> causes.put(code, cause(code, all.getTable(code))));
            return causes;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Cause cause(String code, TomlTable entry) {
        return new Cause(
                code, entry.getString("kind"), "start".equals(entry.getString("when")),
                new Cause.Told(pattern(entry, "pattern"), pattern(entry, "plan"), entry.getBoolean("seen", () -> false),
                        entry.getBoolean("nothing-tells", () -> false)),
                entry.getBoolean("advice", () -> false), entry.getString("what"), entry.getString("why"),
                commands(entry, "root"), commands(entry, "user"), Optional.ofNullable(entry.getString("key")),
                entry.getBoolean("apply", () -> false), entry.getString("versions", () -> "all"), entry.getString("source"));
    }

    private static Optional<Pattern> pattern(TomlTable entry, String name) {
        return Optional.ofNullable(entry.getString(name)).map(Pattern::compile);
    }

    private static List<String> commands(TomlTable entry, String name) {
        var commands = new ArrayList<String>();
        entry.getArrayOrEmpty(name).toList().forEach(command -> commands.add((String) command));
        return commands;
    }
}
