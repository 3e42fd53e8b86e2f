package io.rootlessctl.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "completion", description = "Print what makes bash and zsh complete commands and options.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        footer = {"", "In ~/.bashrc:  eval \"$(rootlessctl completion)\"",
            "In ~/.zshrc, before it:  autoload -U +X bashcompinit && bashcompinit"})
final class CompletionCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private HelpOption help;

    CompletionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        // This run has made the one command that was named; the completions are of all.
        var line = new CommandLine(new RootCommand(), new Factory(invocation));
        Commands.addTo(line);
        invocation.out().print(AutoComplete.bash("rootlessctl", line));
        return ExitStatus.OK.code();
    }
}
