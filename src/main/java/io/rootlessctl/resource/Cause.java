package io.rootlessctl.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A known way in which rootless Docker fails. Texts and commands may have {@code {user}} and the like in them, which
 * {@link #in} replaces.
 *
 * @param code the name that {@code explain} takes, {@code no-subuid}
 * @param kind the kind of managed thing that it is about; its place in {@link Kinds} tells how fundamental it is
 * @param atStart whether it keeps the daemon from starting: then it is over once the daemon runs
 * @param pattern what one line of the daemon's log has; empty where only a look at the host tells
 * @param seen whether a look at the host shows it too: then a line in the log alone is an old one
 * @param advice whether nothing is wrong: worth knowing all the same
 * @param what in one line
 * @param why how it comes to that, in a sentence or two
 * @param asRoot the commands for root that mend it, in order
 * @param asUser the commands for the user, in order
 * @param key the lines of rootless.toml that mend it
 * @param apply whether apply mends it, once the key is declared where there is one
 * @param versions of what it is known
 * @param source where it is described
 */
public record Cause(
        String code, String kind, boolean atStart, Optional<Pattern> pattern, boolean seen, boolean advice, String what,
        String why, List<String> asRoot, List<String> asUser, Optional<String> key, boolean apply, String versions, String source) {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9-]*)}");

    public Cause {
        asRoot = List.copyOf(asRoot);
        asUser = List.copyOf(asUser);
    }

    /** The same with the names in braces replaced by their values; one without a value stays as it is. */
    public Cause in(Map<String, String> values) {
        return new Cause(code, kind, atStart, pattern, seen, advice, filled(what, values), filled(why, values),
                asRoot.stream().map(command -> filled(command, values)).toList(),
                asUser.stream().map(command -> filled(command, values)).toList(),
                key.map(line -> filled(line, values)), apply, versions, source);
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(found ->
                Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** How fundamental it is: of two causes that with the lower number brings about the other. */
    public int rank() {
        return Kinds.rank(kind);
    }
}
