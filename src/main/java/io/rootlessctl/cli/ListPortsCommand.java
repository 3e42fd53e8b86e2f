package io.rootlessctl.cli;

import io.rootlessctl.render.RootlessKitText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** See {@link ApiCommand}. */
@Command(name = "list-ports", description = {
        "List the ports that a RootlessKit forwards.",
        "As the command of the same name that RootlessKit brings, to the byte."},
        customSynopsis = "rootlessctl [--socket API.SOCK] list-ports [--json]", parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:done", "1:failed, or wrong usage"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl --socket $XDG_RUNTIME_DIR/dockerd-rootless/api.sock list-ports"})
final class ListPortsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ParentCommand
    private RootCommand root;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    ListPortsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ApiCommand.LIST.run(invocation, words, this::run);
    }

    private void run(GoFlags flags) throws ApiProblem {
        var ports = ApiClient.of(invocation, root.socket()).get("/v1/ports");
        if (flags.json()) {
            ports.forEach(port -> invocation.out().print(RootlessKitText.port(port) + "\n"));
        } else {
            invocation.out().print(RootlessKitText.table(ports));
        }
    }
}
