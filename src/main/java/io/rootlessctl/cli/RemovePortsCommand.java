package io.rootlessctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** See {@link ApiCommand}. */
@Command(name = "remove-ports", description = {
        "Make a RootlessKit forward ports no longer.",
        "As the command of the same name that RootlessKit brings, to the byte."},
        customSynopsis = "rootlessctl [--socket API.SOCK] remove-ports ID...", parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:done", "1:failed, or wrong usage"},
        footerHeading = "%nExamples:%n", footer = {
            "  export ROOTLESSKIT_STATE_DIR=$XDG_RUNTIME_DIR/dockerd-rootless",
            "  rootlessctl remove-ports 1"})
final class RemovePortsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ParentCommand
    private RootCommand root;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    RemovePortsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ApiCommand.REMOVE.run(invocation, words, this::run);
    }

    /** All numbers are read before the first port is removed. */
    private void run(GoFlags flags) throws ApiProblem {
        if (flags.rest().isEmpty()) {
            throw new ApiProblem("no ID specified");
        }
        var ids = new ArrayList<Long>();
        for (var text : flags.rest()) {
            ids.add(PortSpecText.number(text));
        }
        var client = ApiClient.of(invocation, root.socket());
        for (var id : ids) {
            client.delete("/v1/ports/" + id);
            invocation.out().print(id + "\n");
        }
    }
}
