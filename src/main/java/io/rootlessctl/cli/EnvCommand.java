package io.rootlessctl.cli;

import io.rootlessctl.render.EnvJson;
import io.rootlessctl.resource.ClientEnvironment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "env", description = "Print what a docker client needs to find the daemon.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:printed", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  # in sh, bash and zsh",
            "  eval \"$(rootlessctl env)\"",
            "  # in fish",
            "  rootlessctl env | source"})
final class EnvCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--shell", paramLabel = "SHELL", description = "sh, bash, zsh or fish; without it, what $SHELL says.",
            completionCandidates = ShellName.Candidates.class)
    private String shell;

    @Mixin
    private Options options;

    EnvCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.openOrDefaults(invocation, options);
        var user = session.onlyUser("env");
        session.told(invocation);
        var environment = ClientEnvironment.forCaller(user, invocation.host().get());
        invocation.out().print(options.json()
                ? EnvJson.render(user.name(), environment) : environment.exports(ShellName.of(shell, invocation)) + "\n");
        return ExitStatus.OK.code();
    }
}
