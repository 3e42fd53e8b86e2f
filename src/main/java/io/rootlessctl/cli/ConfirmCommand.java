package io.rootlessctl.cli;

import io.rootlessctl.apply.Unsettled;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.render.OpenText;
import io.rootlessctl.render.PlanJson;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "confirm", description = {
        "Let stand what `apply --confirm-within` has changed.",
        "Without it that goes back by itself when the time is over."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:it stands", "1:nothing waits for it, or it is too late"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl apply --confirm-within 2m && rootlessctl confirm",
            "  # once it is too late, and before it is taken back",
            "  rootlessctl confirm --late"})
final class ConfirmCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--late", description = "Also when the time is over and it is not back yet.")
    private boolean late;

    @Mixin
    private Choice choice;

    ConfirmCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.withoutManifest(invocation, choice.user());
        var unsettled = session.unsettled(invocation);
        var open = unsettled.applies();
        if (open.isEmpty()) {
            throw new IOException("nothing waits to be confirmed; `rootlessctl history` tells what became of the last apply");
        }
        for (var apply : open) {
            confirm(apply, unsettled);
        }
        if (choice.json()) {
            invocation.out().print(PlanJson.confirmed(open));
        } else {
            open.forEach(apply -> invocation.out().println("Confirmed: " + apply.command() + " " + apply.id() + " stands."));
        }
        return ExitStatus.OK.code();
    }

    private void confirm(OpenApply apply, Unsettled unsettled) throws IOException {
        switch (apply.state()) {
            case UNCONFIRMED -> unsettled.confirm(apply);
            case OVERDUE -> {
                if (!late) {
                    throw new IOException(OpenText.line(apply) + "; `rootlessctl confirm --late` keeps it");
                }
                unsettled.confirm(apply);
            }
            case RUNNING, CUT_OFF -> throw new IOException(OpenText.line(apply));
        }
    }
}
