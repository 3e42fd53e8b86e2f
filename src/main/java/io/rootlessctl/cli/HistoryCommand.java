package io.rootlessctl.cli;

import io.rootlessctl.apply.Chronicle;
import io.rootlessctl.render.HistoryJson;
import io.rootlessctl.render.HistoryText;
import io.rootlessctl.render.Shown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "history", description = {
        "List the last applies: who, when, from which file, what changed.",
        "`rootlessctl rollback NUMBER` takes one of them back."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:listed", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl history",
            "  rootlessctl history -o json"})
final class HistoryCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Choice choice;

    HistoryCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var session = Session.withoutManifest(invocation, choice.user());
        var chronicle = new Chronicle(
                session.host(), invocation.writer().apply(session.host()), session.leaving(false));
        var applies = chronicle.all();
        chronicle.leftOut().forEach(line -> invocation.err().println("rootlessctl: " + Shown.line(line)));
        if (choice.json()) {
            invocation.out().print(HistoryJson.render(applies));
        } else {
            invocation.show(HistoryText.render(applies, invocation.style()));
        }
        return ExitStatus.OK.code();
    }
}
