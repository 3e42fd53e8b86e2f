package io.rootlessctl.cli;

import io.rootlessctl.render.BashCompletion;
import io.rootlessctl.render.FishCompletion;
import io.rootlessctl.render.ZshCompletion;
import io.rootlessctl.manifest.Settings.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = {
        "Print what makes bash, zsh and fish complete command lines.",
        "Commands, options, values, files, users and addresses are offered.",
        "Installed packages have it where these shells look for it."},
        sortOptions = false, abbreviateSynopsis = true, parameterListHeading = "%nFor which one:%n",
        optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:printed"},
        footerHeading = "%nExamples:%n", footer = {
            "  # in ~/.bashrc",
            "  eval \"$(rootlessctl completion bash)\"",
            "  # in ~/.zshrc, after compinit",
            "  source <(rootlessctl completion zsh)",
            "  # in ~/.config/fish/config.fish",
            "  rootlessctl completion fish | source"})
final class CompletionCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash, zsh or fish; without it, what $SHELL says.",
            completionCandidates = ShellName.Candidates.class)
    private String shell;

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
        var completions = CompletionTree.of(line.getCommandSpec());
        Shell named = ShellName.of(shell, invocation);
        invocation.out().print(switch (named) {
            case BASH -> BashCompletion.of(completions);
            case ZSH -> ZshCompletion.of(completions);
            case FISH -> FishCompletion.of(completions);
        });
        return ExitStatus.OK.code();
    }
}
