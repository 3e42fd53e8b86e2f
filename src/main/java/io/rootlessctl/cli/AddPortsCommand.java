package io.rootlessctl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.render.RootlessKitText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** See {@link ApiCommand}. */
@Command(name = "add-ports", description = {
        "Make a RootlessKit forward ports until it ends.",
        "As the command of the same name that RootlessKit brings, to the byte."},
        customSynopsis = "rootlessctl [--socket API.SOCK] add-ports [--json] SPEC...", parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:done", "1:failed, or wrong usage"},
        footerHeading = "%nExamples:%n", footer = {
            "  export ROOTLESSKIT_STATE_DIR=$XDG_RUNTIME_DIR/dockerd-rootless",
            "  rootlessctl add-ports 127.0.0.1:8080:80/tcp"})
final class AddPortsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ParentCommand
    private RootCommand root;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> words = List.of();

    AddPortsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ApiCommand.ADD.run(invocation, words, this::run);
    }

    /** All are read before the first is added; one that is refused leaves those before it. */
    private void run(GoFlags flags) throws ApiProblem {
        if (flags.rest().isEmpty()) {
            throw new ApiProblem("no port specified");
        }
        var specs = new ArrayList<JsonNode>();
        for (var text : flags.rest()) {
            specs.add(PortSpecText.parse(text, complaint -> invocation.err().print(complaint + "\n")));
        }
        var client = ApiClient.of(invocation, root.socket());
        for (var spec : specs) {
            var port = client.post("/v1/ports", spec);
            invocation.out().print((flags.json() ? RootlessKitText.port(port) : RootlessKitText.id(port)) + "\n");
        }
    }
}
