package io.rootlessctl.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The lines that cron and timers have on every host, read without picocli: its model of one command takes longer to make
 * than the manifest to read. Options are spelt out, followed by their value and given once:
 *
 * <pre>plan -f host.toml --user alice -o json</pre>
 *
 * <p>Any other line is picocli's, and so is every wrong one; what is read here means the same there.
 */
final class PlainLine {
    private static final String METRICS = "--metrics";
    /** Its value may be left out, and is here. */
    private static final String JOURNAL = "--journal";
    private static final Map<String, Set<String>> FLAGS = Map.of(
            "apply", Set.of("--debug"),
            "plan", Set.of("--debug", "--detailed-exitcode", "--remedies"),
            "drift", Set.of("--debug", JOURNAL),
            "status", Set.of("--debug"));
    private static final Map<String, String> OPTIONS = Map.of(
            "-f", "--file", "--file", "--file", "-o", "--output", "--output", "--output", "--user", "--user");
    private static final Map<String, String> DRIFT_OPTIONS = Map.of(METRICS, METRICS);

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    private PlainLine() {}

    /** Empty where picocli has to read the line. */
    static Optional<Callable<Integer>> command(Invocation invocation, String... arguments) {
        var line = new PlainLine();
        return arguments.length > 0 && FLAGS.containsKey(arguments[0]) && line.read(arguments)
                ? Optional.of(line.command(invocation, arguments[0])) : Optional.empty();
    }

    /** Whether all of it was understood. */
    private boolean read(String... arguments) {
        var known = FLAGS.get(arguments[0]);
        var options = new HashMap<>(OPTIONS);
        options.putAll(arguments[0].equals("drift") ? DRIFT_OPTIONS : Map.of());
        int at = 1;
        while (at < arguments.length) {
            var word = arguments[at];
            boolean last = at + 1 == arguments.length;
            boolean understood = known.contains(word)
                    ? flags.add(word) && (!word.equals(JOURNAL) || last || arguments[at + 1].startsWith("-"))
                    : options.containsKey(word) && !last && value(options.get(word), arguments[++at]);
            if (!understood) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean value(String option, String value) {
        boolean plain = option.equals("--output") ? value.equals("text") || value.equals("json")
                // What begins like an option could be one, or a mistake.
                : value.equals("-") || !value.isEmpty() && !value.startsWith("-");
        return plain && values.put(option, value) == null;
    }

    private Callable<Integer> command(Invocation invocation, String name) {
        var options = new Options(values.get("--file"), values.get("--user"),
                Options.Output.valueOf(values.getOrDefault("--output", "text")));
        return switch (name) {
            case "apply" -> new ApplyCommand(invocation, options);
            case "plan" -> new PlanCommand(invocation, options, flags.contains("--detailed-exitcode"),
                    flags.contains("--remedies"));
            case "drift" -> new DriftCommand(invocation, options, values.get(METRICS), flags.contains(JOURNAL));
            case "status" -> new StatusCommand(invocation, options);
            default -> throw new IllegalStateException(name + ": is not among those that are read here");
        };
    }
}
