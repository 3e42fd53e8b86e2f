package io.rootlessctl.render;

import static io.rootlessctl.edit.ShellWord.inQuotes;

import io.rootlessctl.render.Completions.Command;
import io.rootlessctl.render.Completions.Offer;
import io.rootlessctl.render.Completions.Option;

/** The script for zsh: as a file of fpath, or sourced after compinit. */
public final class ZshCompletion {
    private static final String HEAD = """
            #compdef rootlessctl
            # Completes rootlessctl's commands in zsh.

            _rootlessctl_candidates() {
                local -a found shown
                found=(${(f)"$(${~_rootlessctl_program} candidates $1 -- $words 2>/dev/null)"})
                shown=(${found//$'\\t'/  -- })
                found=(${found%%$'\\t'*})
                compadd -l -d shown -a found
            }

            """;
    private static final String TAIL = """
            if [[ $funcstack[1] == _rootlessctl ]]; then
                _rootlessctl "$@"
            else
                compdef _rootlessctl rootlessctl
            fi
            """;

    private ZshCompletion() {}

    public static String of(Completions completions) {
        var text = new StringBuilder(HEAD);
        completions.all().forEach(command -> function(command, text));
        return text.append(TAIL).toString();
    }

    private static void function(Command command, StringBuilder text) {
        text.append(name(command)).append("() {\n    local context state state_descr line\n    typeset -A opt_args\n");
        if (command.path().isEmpty()) {
            text.append("    local _rootlessctl_program=$words[1]\n");
        }
        text.append("    _arguments -s -C");
        command.options().forEach(option -> option.names().forEach(name ->
                text.append(" \\\n        ").append(inQuotes(option(option, name)))));
        if (!command.below().isEmpty()) {
            text.append(" \\\n        '1: :->command' '*:: :->below'");
        }
        for (int i = 0; i < command.operands().size(); i++) {
            text.append(" \\\n        ").append(inQuotes((i + 1) + ":argument:" + action(command.operands().get(i))));
        }
        text.append('\n');
        if (!command.below().isEmpty()) {
            below(command, text);
        }
        text.append("}\n\n");
    }

    private static void below(Command command, StringBuilder text) {
        text.append("    case $state in\n    command)\n        local -a commands=(");
        command.below().forEach(below -> text.append("\n            ")
                .append(inQuotes(below.name() + ":" + below.summary().replace(":", "\\:"))));
        text.append("\n        )\n        _describe -t commands command commands\n        ;;\n    below)\n"
                + "        case $words[1] in\n");
        command.below().forEach(below -> text.append("        ").append(below.name()).append(") ").append(name(below))
                .append(" ;;\n"));
        text.append("        esac\n        ;;\n    esac\n");
    }

    private static String name(Command command) {
        return "_rootlessctl" + (command.path().isEmpty() ? "" : "_" + command.path().replaceAll("[ -]", "_"));
    }

    /** {@code (-o --output)--output=[Output for people or programs.]:FORMAT:(text json)}. */
    private static String option(Option option, String name) {
        var text = new StringBuilder("(").append(String.join(" ", option.names())).append(')').append(name);
        boolean value = !(option.offer() instanceof Offer.None);
        if (value) {
            text.append(name.startsWith("--") ? option.needsValue() ? "=" : "=-" : "+");
        }
        text.append('[').append(option.summary().replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")).append(']');
        if (value) {
            text.append(option.needsValue() ? ":" : "::").append(option.label()).append(':').append(action(option.offer()));
        }
        return text.toString();
    }

    private static String action(Offer offer) {
        return switch (offer) {
            case Offer.None _, Offer.Any _ -> " ";
            case Offer.Files _ -> "_files";
            case Offer.Words words -> "(" + String.join(" ", words.words()) + ")";
            case Offer.Asked asked -> "{_rootlessctl_candidates " + asked.of() + "}";
        };
    }
}
