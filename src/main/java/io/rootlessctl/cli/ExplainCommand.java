package io.rootlessctl.cli;

import io.rootlessctl.manifest.KeyReference;
import io.rootlessctl.manifest.NearestName;
import io.rootlessctl.model.Address;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.render.ExplainJson;
import io.rootlessctl.render.ExplainText;
import io.rootlessctl.render.NetworkJson;
import io.rootlessctl.render.NetworkText;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Causes;
import io.rootlessctl.resource.Checks;
import io.rootlessctl.resource.Kinds;
import io.rootlessctl.resource.NetworkTable;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = "Tell more about a problem, an address, a key or the network.",
        sortOptions = false, abbreviateSynopsis = true, parameterListHeading = "%nWhat:%n",
        optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:explained", "1:failed"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl explain network",
            "  rootlessctl explain no-subuid",
            "  rootlessctl explain 'daemon[alice]'",
            "  rootlessctl explain daemon.restart"})
final class ExplainCommand implements Callable<Integer> {
    private static final String NETWORK = "network";

    private final Invocation invocation;

    @Parameters(paramLabel = "SUBJECT", description = {
        "network: every network and port driver, whether it can",
        "be had here, and which ones are taken.",
        "CODE: what doctor calls a problem, no-subuid.",
        "ADDRESS: of a plan, 'daemon[alice]': what it is and has",
        "to be, and was when applied last.",
        "KEY: of rootless.toml, network.mtu."})
    private String subject;

    @Mixin
    private Options options;

    ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var text = lookedUp();
        if (options.json()) {
            invocation.out().print(text);
        } else {
            invocation.show(text);
        }
        return ExitStatus.OK.code();
    }

    private String lookedUp() throws Exception {
        try (var progress = Progress.of(invocation)) {
            progress.show(Progress.LOOKING);
            return explained();
        }
    }

    private String explained() throws Exception {
        if (subject.equals(NETWORK)) {
            var table = NetworkTable.of(
                    Session.openOrDefaults(invocation, options).onlyUser("explain"), invocation.host().get());
            return options.json() ? NetworkJson.render(table) : NetworkText.render(table, invocation.style());
        }
        var cause = Causes.of(subject);
        if (cause.isPresent()) {
            return cause(cause.get());
        }
        var key = KeyReference.of(subject);
        return key.isPresent() ? key(key.get()) : address();
    }

    /** With the caller's own names and paths, where it is clear whose. */
    private String cause(Cause known) throws Exception {
        var users = Session.openOrDefaults(invocation, options).declaration().users();
        var cause = (users.size() == 1 ? known.in(Checks.values(users.getFirst())) : known)
                .on(invocation.host().get()).unfilled();
        return options.json() ? ExplainJson.of(cause) : ExplainText.of(cause, invocation.style());
    }

    private String key(KeyReference key) {
        var kinds = Kinds.managing(key.key());
        return options.json() ? ExplainJson.of(key, kinds) : ExplainText.of(key, kinds, invocation.style());
    }

    private String address() throws Exception {
        var session = Session.openOrDefaults(invocation, options);
        var declaration = session.declaration();
        var last = session.lastApplied(declaration);
        var planner = new Planner(session.host());
        var addresses = planner.addresses(declaration, last);
        var address = addresses.stream().filter(known -> known.toString().equals(subject)).findFirst()
                .orElseThrow(() -> unknown(addresses));
        var portraits = planner.portraits(address, declaration, last);
        return options.json() ? ExplainJson.of(address, portraits) : portraits.stream()
                .map(portrait -> ExplainText.of(portrait, invocation.style(), invocation.width())).collect(Collectors.joining("\n"));
    }

    private UsageException unknown(List<Address> addresses) {
        return new UsageException(subject + ": is no code of doctor, no address of this host and no key"
                + NearestName.of(subject, subjects(addresses)).map(near -> "; did you mean " + near + "?").orElse(""), null);
    }

    /** Everything that can be explained. */
    static SortedSet<String> subjects(Session session) throws IOException {
        var declaration = session.declaration();
        return subjects(new Planner(session.host()).addresses(declaration, session.lastApplied(declaration)));
    }

    private static SortedSet<String> subjects(List<Address> addresses) {
        var names = new TreeSet<>(Causes.codes());
        names.addAll(KeyReference.keys());
        addresses.forEach(address -> names.add(address.toString()));
        names.add(NETWORK);
        return names;
    }
}
