package io.rootlessctl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "schema", description = "Print a JSON Schema: of rootless.toml for editors, or of an output.",
        sortOptions = false, customSynopsis = "rootlessctl schema [OF]",
        parameterListHeading = "%nOf what:%n", optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:printed", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  # for an editor: name it in the first line of rootless.toml",
            "  rootlessctl schema >rootless.schema.json",
            "  rootlessctl schema plan"})
final class SchemaCommand implements Callable<Integer> {
    enum Of { rootless, plan, status, doctor, history, confirm, validate, env, idmap, logs, backup, explain, config }

    private final Invocation invocation;

    @Parameters(paramLabel = "OF", defaultValue = "rootless", description = {
        "rootless (the default): rootless.toml;",
        "plan: what plan, drift, apply, rollback and uninstall",
        "print with -o json;",
        "status, doctor, history, confirm, validate, env,",
        "idmap, logs, explain, config: what these print;",
        "backup: what backup and restore print."})
    private Of of;

    @Mixin
    private HelpOption help;

    SchemaCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (var schema = SchemaCommand.class.getResourceAsStream("/io/rootlessctl/schema/" + of + ".schema.json")) {
            invocation.out().print(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
        return ExitStatus.OK.code();
    }
}
