package io.rootlessctl.cli;

import io.rootlessctl.render.DriftJson;
import io.rootlessctl.render.DriftText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "drift", description = "Tell whether the host is still as declared; silent when it is.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:as declared", "1:failed", "2:not as declared"})
final class DriftCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    DriftCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var looked = Session.look(invocation, options);
        var plan = looked.plan();
        if (options.json()) {
            invocation.out().print(DriftJson.render(plan, looked.open()));
        } else {
            invocation.out().print(DriftText.render(plan, invocation.style()));
        }
        return (plan.asDeclared() ? ExitStatus.OK : ExitStatus.PENDING).code();
    }
}
