package io.rootlessctl.cli;

import io.rootlessctl.render.PlanJson;
import io.rootlessctl.render.PlanText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Show what apply would do, and do nothing.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:planned", "1:failed", "2:with --detailed-exitcode: something is not as declared"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl plan -f host.toml",
            "  # have root make what only root may",
            "  rootlessctl plan --remedies | sudo sh",
            "  # in a pipeline",
            "  rootlessctl plan --detailed-exitcode -o json >plan.json"})
final class PlanCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--detailed-exitcode", description = "Exit with 2 when something is not as declared.")
    private boolean detailed;

    @Option(names = "--remedies", description = {
        "Print only what root has to run, as one script",
        "that may be run again."})
    private boolean remedies;

    @Mixin
    private Options options;

    PlanCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    PlanCommand(Invocation invocation, Options options, boolean detailed, boolean remedies) {
        this.invocation = invocation;
        this.options = options;
        this.detailed = detailed;
        this.remedies = remedies;
    }

    @Override
    public Integer call() throws Exception {
        var looked = Session.look(invocation, options);
        var plan = looked.plan();
        if (options.json()) {
            invocation.out().print(PlanJson.plan(plan, looked.open()));
        } else if (remedies) {
            invocation.out().print(PlanText.remedies(plan));
        } else {
            invocation.show(PlanText.render(plan, invocation.style()));
        }
        return (detailed && !plan.converged() ? ExitStatus.PENDING : ExitStatus.OK).code();
    }
}
