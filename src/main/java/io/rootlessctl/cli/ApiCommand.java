package io.rootlessctl.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One of the commands that RootlessKit's own rootlessctl has too, and that answer here as they do there, to the byte:
 * wherever a script calls that one it may call this one. Hence flags, messages and exit statuses that differ from those
 * of all other commands.
 *
 * @param description empty for none
 * @param json whether it takes {@code --json}
 */
record ApiCommand(String name, String usage, String arguments, String description, boolean json) {
    static final ApiCommand LIST = new ApiCommand("list-ports", "List ports", "", "", true);
    static final ApiCommand ADD = new ApiCommand(
            "add-ports", "Add ports",
            " PARENTIP:PARENTPORT:CHILDPORT/PROTO [PARENTIP:PARENTPORT:CHILDPORT/PROTO...]",
            "Add exposed ports. The port spec is similar to `docker run -p`. e.g. \"127.0.0.1:8080:80/tcp\".", true);
    static final ApiCommand REMOVE = new ApiCommand("remove-ports", "Remove ports", " ID [ID...]", "", false);
    static final ApiCommand ABOUT = new ApiCommand("info", "Show info", "", "", true);

    static final List<ApiCommand> ALL = List.of(LIST, ADD, REMOVE, ABOUT);

    static Optional<ApiCommand> of(String name) {
        return ALL.stream().filter(command -> command.name.equals(name)).findFirst();
    }

    /** What each does, by its names. */
    SequencedMap<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        if (json) {
            options.put("--json", "Prints as JSON");
        }
        options.put("--help, -h", "show help");
        return options;
    }

    /** What a command does once its flags are understood. */
    interface Work {
        void run(GoFlags flags) throws ApiProblem;
    }

    /** @return the exit status */
    int run(Invocation invocation, List<String> words, Work work) {
        try {
            var flags = flags(words);
            if (flags.help()) {
                invocation.out().print(help());
            } else {
                work.run(flags);
            }
            return ExitStatus.OK.code();
        } catch (ApiProblem problem) {
            invocation.out().print(problem.usage());
            invocation.err().print("error: " + problem.getMessage() + "\n");
            return ExitStatus.FAILED.code();
        }
    }

    private GoFlags flags(List<String> words) throws ApiProblem {
        try {
            return GoFlags.parse(words, json);
        } catch (ApiProblem wrong) {
            throw new ApiProblem(wrong.getMessage(), "Incorrect Usage: " + wrong.getMessage() + "\n\n" + help());
        }
    }

    private String help() {
        return "NAME:\n   rootlessctl " + name + " - " + usage + "\n\nUSAGE:\n   rootlessctl " + name
                + " [command options] [flags]" + arguments + "\n"
                + (description.isEmpty() ? "" : "\nDESCRIPTION:\n   " + description + "\n")
                + "\nOPTIONS:\n" + options().entrySet().stream()
                        .map(option -> String.format("   %-11s %s (default: false)%n", option.getKey(), option.getValue()))
                        .collect(Collectors.joining()) + "   \n";
    }
}
