package io.rootlessctl.render;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.render.Completions.Command;
import io.rootlessctl.render.Completions.Offer;
import java.util.List;
import java.util.stream.Collectors;

/** The script for bash 4.3 or newer, with or without the package bash-completion. */
public final class BashCompletion {
    /** Readline breaks words at = and :, so that an option and its value are put together again first. */
    private static final String HEAD = """
            # Completes rootlessctl's commands in bash.
            _rootlessctl() {
                local words=() command='' option='' word last offer='' number=0 i glue=''
                for ((i = 1; i <= COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    if [[ $glue || $word == [=:]* ]] && ((${#words[@]})); then
                        words[-1]+=$word
                    else
                        words+=("$word")
                    fi
                    glue=''
                    [[ $word != [=:] ]] || glue=1
                done
                last=${words[-1]}
                unset 'words[-1]'
                for word in "${words[@]}"; do
                    if [[ $option ]]; then
                        option=''
                        continue
                    fi
                    case $word in
                    -*=*) ;;
                    -*)
                        option=$word
                        _rootlessctl_takes "$command $word" || option=''
                        ;;
                    *)
                        if _rootlessctl_command "${command:+$command }$word"; then
                            command=${command:+$command }$word
                        else
                            number=$((number + 1))
                        fi
                        ;;
                    esac
                done
                if [[ $last == --*=* ]]; then
                    option=${last%%=*}
                    last=${last#*=}
                fi
                if [[ $option ]]; then
                    _rootlessctl_offer "$command $option"
                elif [[ $last == -* ]]; then
                    _rootlessctl_options "$command"
                else
                    _rootlessctl_offer "$command $((number + 1))"
                fi
                COMPREPLY=()
                case $offer in
                '') ;;
                :files)
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -f -- "$last")
                    ;;
                :*)
                    option=%q
                    [[ $last != [\\"\\']* ]] || option=%s
                    last=${last//[\\"\\'\\\\]/}
                    while IFS=$'\\t' read -r word _; do
                        # shellcheck disable=SC2059
                        [[ $word != "$last"* ]] || COMPREPLY+=("$(printf "$option" "$word")")
                    done < <("${COMP_WORDS[0]/#\\~/$HOME}" candidates "${offer#:}" -- "${words[@]}" 2>/dev/null)
                    ;;
                *) mapfile -t COMPREPLY < <(compgen -W "$offer" -- "$last") ;;
                esac
            }

            """;

    private BashCompletion() {}

    public static String of(Completions completions) {
        var text = new StringBuilder(HEAD);
        var all = completions.all();
        function(text, "_rootlessctl_command", all.stream().map(Command::path).filter(path -> !path.isEmpty()).toList());
        function(text, "_rootlessctl_takes", all.stream().flatMap(command -> command.options().stream()
                .filter(Completions.Option::needsValue).flatMap(option -> option.names().stream())
                .map(name -> command.path() + " " + name)).toList());
        text.append("_rootlessctl_options() {\n    case $1 in\n");
        all.forEach(command -> text.append("    '").append(command.path()).append("') offer='")
                .append(String.join(" ", Completions.names(command.options()))).append("' ;;\n"));
        text.append("    esac\n}\n\n_rootlessctl_offer() {\n    case $1 in\n");
        completions.places().forEach((offer, places) -> text.append("    ").append(patterns(places)).append(") offer='")
                .append(offer(offer)).append("' ;;\n"));
        all.stream().filter(command -> !command.below().isEmpty()).forEach(command -> text.append("    '")
                .append(command.path()).append(" 1') offer='")
                .append(command.below().stream().map(Command::name).collect(Collectors.joining(" "))).append("' ;;\n"));
        return text.append("    esac\n}\n\ncomplete -F _rootlessctl rootlessctl\n").toString();
    }

    /** True for any of the words. */
    private static void function(StringBuilder text, String name, List<String> words) {
        text.append(name).append("() {\n    case $1 in\n    ").append(patterns(words))
                .append(") ;;\n    *) return 1 ;;\n    esac\n}\n\n");
    }

    private static String patterns(List<String> words) {
        return words.stream().map(ShellWord::inQuotes).collect(Collectors.joining(" | \\\n        "));
    }

    private static String offer(Offer offer) {
        return switch (offer) {
            case Offer.None _, Offer.Any _ -> "";
            case Offer.Files _ -> ":files";
            case Offer.Words words -> String.join(" ", words.words());
            case Offer.Asked asked -> ":" + asked.of();
        };
    }
}
