package io.rootlessctl.cli;

import io.rootlessctl.render.RootlessKitText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** See {@link ApiCommand}. */
@Command(name = "info", description = {
        "Show the versions and drivers of a RootlessKit.",
        "As the command of the same name that RootlessKit brings, to the byte."},
        customSynopsis = "rootlessctl [--socket API.SOCK] info [--json]", parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:done", "1:failed, or wrong usage"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl --socket $XDG_RUNTIME_DIR/dockerd-rootless/api.sock info --json"})
final class RootlessKitInfoCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ParentCommand
    private RootCommand root;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    RootlessKitInfoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ApiCommand.ABOUT.run(invocation, words, this::run);
    }

    private void run(GoFlags flags) throws ApiProblem {
        var answer = ApiClient.of(invocation, root.socket()).get("/v1/info");
        invocation.out().print(flags.json() ? RootlessKitText.aboutAsJson(answer) : RootlessKitText.about(answer));
    }
}
