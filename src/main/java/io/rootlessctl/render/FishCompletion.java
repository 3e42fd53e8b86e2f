package io.rootlessctl.render;

import io.rootlessctl.render.Completions.Command;
import io.rootlessctl.render.Completions.Offer;
import io.rootlessctl.render.Completions.Option;
import java.util.stream.Collectors;

/** The script for fish. */
public final class FishCompletion {
    private static final String HEAD = """
            # Completes rootlessctl's commands in fish.
            complete -c rootlessctl -f

            # True where the command line is at this command; with a number, at its argument of this number, too.
            function __rootlessctl_at
                set -l command ''
                set -l number 1
                set -l value no
                for word in (commandline -opc)[2..]
                    if test $value = yes
                        set value no
                    else if string match -q -- '-*' $word
                        contains -- "$command $word" $__rootlessctl_takes; and set value yes
                    else if contains -- (string trim -- "$command $word") $__rootlessctl_commands
                        set command (string trim -- "$command $word")
                    else
                        set number (math $number + 1)
                    end
                end
                test "$command" = "$argv[1]"; or return 1
                set -q argv[2]; or return 0
                test $number -eq $argv[2]
            end

            function __rootlessctl_candidates
                set -l words (commandline -opc)
                set -l program (string replace -r '^~' $HOME -- $words[1])
                command $program candidates $argv[1] -- $words[2..] 2>/dev/null
            end

            """;

    private FishCompletion() {}

    public static String of(Completions completions) {
        var text = new StringBuilder(HEAD);
        text.append("set -g __rootlessctl_commands ").append(completions.all().stream().map(Command::path)
                .filter(path -> !path.isEmpty()).map(FishCompletion::quoted).collect(Collectors.joining(" ")));
        text.append("\nset -g __rootlessctl_takes ").append(completions.all().stream()
                .flatMap(command -> command.options().stream().filter(Option::needsValue)
                        .flatMap(option -> option.names().stream()).map(name -> quoted(command.path() + " " + name)))
                .collect(Collectors.joining(" "))).append("\n\n");
        completions.all().forEach(command -> add(command, text));
        return text.toString();
    }

    private static void add(Command command, StringBuilder text) {
        var at = "__rootlessctl_at '" + command.path() + "'";
        command.below().forEach(below -> text.append(line(at + " 1")).append(" -a ").append(below.name())
                .append(" -d ").append(quoted(below.summary())).append('\n'));
        command.options().forEach(option -> text.append(line(at)).append(option(option)).append('\n'));
        for (int i = 0; i < command.operands().size(); i++) {
            text.append(line(at + " " + (i + 1))).append(offer(command.operands().get(i))).append('\n');
        }
    }

    private static String line(String condition) {
        return "complete -c rootlessctl -n " + quoted(condition);
    }

    private static String option(Option option) {
        var text = new StringBuilder();
        option.names().forEach(name -> text.append(name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ")
                .append(name.replaceFirst("^--?", "")));
        text.append(" -d ").append(quoted(option.summary()));
        boolean files = option.offer() instanceof Offer.Files;
        return text.append(!option.needsValue() ? "" : files ? " -r" : " -x").append(offer(option.offer())).toString();
    }

    private static String offer(Offer offer) {
        return switch (offer) {
            case Offer.None _, Offer.Any _ -> "";
            case Offer.Files _ -> " -F";
            case Offer.Words words -> " -a " + quoted(String.join(" ", words.words()));
            case Offer.Asked asked -> " -a " + quoted("(__rootlessctl_candidates " + asked.of() + ")");
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
