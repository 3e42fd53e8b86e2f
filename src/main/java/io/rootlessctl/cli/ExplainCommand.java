package io.rootlessctl.cli;

import io.rootlessctl.render.NetworkJson;
import io.rootlessctl.render.NetworkText;
import io.rootlessctl.resource.NetworkTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = "Tell what can be chosen on this host, and why.",
        sortOptions = false, abbreviateSynopsis = true, parameterListHeading = "%nWhat:%n",
        optionListHeading = "%nOptions:%n")
final class ExplainCommand implements Callable<Integer> {
    enum Subject { network }

    private final Invocation invocation;

    @Parameters(paramLabel = "SUBJECT", description = {
        "network: every network and port driver, whether it can",
        "be had here, and which ones are taken."})
    private Subject subject;

    @Mixin
    private Options options;

    ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var user = Session.openOrDefaults(invocation, options).onlyUser("explain");
        invocation.out().print(switch (subject) {
            case network -> {
                var table = NetworkTable.of(user, invocation.host().get());
                yield options.json() ? NetworkJson.render(table) : NetworkText.render(table, invocation.style());
            }
        });
        return ExitStatus.OK.code();
    }
}
