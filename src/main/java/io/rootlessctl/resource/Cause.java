package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.HostView;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A known way in which rootless Docker fails. Texts and commands may have {@code {user}} and the like in them, which
 * {@link #in} replaces.
 *
 * @param code the name that {@code explain} takes, {@code no-subuid}
 * @param kind the kind of managed thing that it is about; its place in {@link Kinds} tells how fundamental it is
 * @param atStart whether it keeps the daemon from starting: then it is over once the daemon runs
 * @param told by what it is recognised
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
        String code, String kind, boolean atStart, Told told, boolean advice, String what, String why, List<String> asRoot, List<String> asUser, Optional<String> key, boolean apply, String versions, String source) {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9-]*(?: [a-z0-9.-]+)?)}");

    /**
     * What shows a cause; a look at the host besides that no pattern tells of is code of its own.
     *
     * @param log what one line of the daemon's log has
     * @param plan what one line of a plan has, as {@link Causes#inPlan} makes it of it
     * @param seen whether a look at the host shows it too: then a line in the log alone is an old one
     * @param nothing whether nothing does: it is only for {@code explain}
     */
    public record Told(Optional<Pattern> log, Optional<Pattern> plan, boolean seen, boolean nothing) {}

    public Cause {
        asRoot = List.copyOf(asRoot);
        asUser = List.copyOf(asUser);
    }

    /**
     * The same with the names in braces replaced by their values; one without a value stays as it is. In commands each
     * is one word, whatever a shell would make of it.
     */
    public Cause in(Map<String, String> values) {
        return filled(values, command -> typed(command, values));
    }

    /** The same for values that the shell is to work out, {@code ~alice/.config}. */
    public Cause expanding(Map<String, String> expressions) {
        return filled(expressions, command -> filled(command, expressions));
    }

    private Cause filled(Map<String, String> values, UnaryOperator<String> command) {
        return new Cause(code, kind, atStart, told, advice, filled(what, values), filled(why, values),
                asRoot.stream().map(command).toList(), asUser.stream().map(command).toList(),
                key.map(line -> filled(line, values)), apply, versions, source);
    }

    /** The same with the commands that install programs on this host. */
    public Cause on(HostView host) {
        return InstallCommand.on(host, this);
    }

    /** The same for whoever knows nothing of the host. */
    public Cause anywhere() {
        return InstallCommand.anywhere(this);
    }

    /** The same with the names in braces, as far as they have no value, as in a synopsis: {@code PORT}. */
    public Cause unfilled() {
        var names = new HashMap<String, String>();
        Stream.of(List.of(what, why), asRoot, asUser, key.stream().toList()).flatMap(List::stream)
                .flatMap(text -> PLACE.matcher(text).results()).map(found -> found.group(1))
                .forEach(name -> names.put(name, name.toUpperCase(Locale.ROOT)));
        return in(names);
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(found ->
                Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** What has a whole command as its value. */
    private static boolean command(String name) {
        return name.equals("restart") || name.startsWith("install ");
    }

    private static String typed(String command, Map<String, String> values) {
        var out = new StringBuilder();
        boolean quotes = false;
        int from = 0;
        for (var place : PLACE.matcher(command).results().toList()) {
            quotes = endsInQuotes(command.substring(from, place.start()), quotes);
            var value = values.get(place.group(1));
            out.append(command, from, place.start()).append(value == null || command(place.group(1))
                    ? Objects.requireNonNullElse(value, place.group())
                    : quotes ? ShellWord.withinQuotes(value) : ShellWord.quoted(value));
            from = place.end();
        }
        return out.append(command.substring(from)).toString();
    }

    /** Single ones; no entry has one between double quotes. */
    private static boolean endsInQuotes(String text, boolean before) {
        boolean quotes = before;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\'' -> quotes = !quotes;
                case '\\' -> i += quotes ? 0 : 1;
                default -> { }
            }
        }
        return quotes;
    }

    /** How fundamental it is: of two causes that with the lower number brings about the other. */
    public int rank() {
        return Kinds.rank(kind);
    }
}
