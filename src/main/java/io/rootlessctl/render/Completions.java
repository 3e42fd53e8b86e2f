package io.rootlessctl.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a shell may offer at each place of a command line: the commands, their options and what may follow. Each shell's
 * script is made from it. What only the host knows ({@link Offer.Asked}) the script asks {@code rootlessctl candidates}.
 *
 * @param program with all commands below it
 */
public record Completions(Command program) {
    /**
     * @param path the words by which it is called, without the program's: {@code config show}
     * @param operands what its first argument may be, its second ..., the last one any further
     */
    public record Command(
            String path, String summary, List<Option> options, List<Offer> operands, List<Command> below) {
        public Command {
            options = List.copyOf(options);
            operands = List.copyOf(operands);
            below = List.copyOf(below);
        }

        String name() {
            return path.substring(path.lastIndexOf(' ') + 1);
        }
    }

    /** @param offer what its value may be; {@link Offer.None} for an option without one */
    public record Option(List<String> names, String summary, String label, boolean needsValue, Offer offer) {
        public Option {
            names = List.copyOf(names);
        }
    }

    /** What may stand at one place. */
    public sealed interface Offer {
        /** No word at all. */
        record None() implements Offer {}

        /** A word that nothing is known of. */
        record Any() implements Offer {}

        record Files() implements Offer {}

        record Words(List<String> words) implements Offer {
            public Words {
                words = List.copyOf(words);
            }
        }

        /** What {@code rootlessctl candidates OF} prints. */
        record Asked(String of) implements Offer {}
    }

    List<Command> all() {
        var all = new ArrayList<Command>();
        add(program, all);
        return all;
    }

    private static void add(Command command, List<Command> all) {
        all.add(command);
        command.below().forEach(below -> add(below, all));
    }

    /** Every place with a value, {@code plan --file}, or {@code explain 1} for the first argument, by what may be there. */
    SequencedMap<Offer, List<String>> places() {
        var places = new LinkedHashMap<Offer, List<String>>();
        for (var command : all()) {
            command.options().forEach(option -> option.names().forEach(name ->
                    places.computeIfAbsent(option.offer(), _ -> new ArrayList<>()).add(command.path() + " " + name)));
            for (int i = 0; i < command.operands().size(); i++) {
                places.computeIfAbsent(command.operands().get(i), _ -> new ArrayList<>()).add(command.path() + " " + (i + 1));
            }
        }
        places.remove(new Offer.None());
        return places;
    }

    static List<String> names(List<Option> options) {
        return options.stream().flatMap(option -> option.names().stream()).toList();
    }
}
