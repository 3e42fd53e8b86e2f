package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProgramsOrder;
import java.util.List;
import java.util.Optional;

/**
 * What a user's programs are once the declared ones are installed, and those are gone that are not declared any more: a
 * plan has to know of a dockerd that it is about to bring.
 */
final class ProgramSearch {
    private final Account account;
    private final HostView host;
    private final ProgramSources sources;

    ProgramSearch(Settings settings, Account account, HostView host) {
        this.account = account;
        this.host = host;
        this.sources = new ProgramSources(settings, account, host);
    }

    static Observation<Program> find(String name, Declaration.User user, HostView host) {
        return new ProgramSearch(user.settings(), user.account(), host).find(name);
    }

    Observation<Program> find(String name) {
        var brought = sources.order().found()
                .filter(order -> sources.names(order).found().filter(names -> names.contains(name)).isPresent());
        if (brought.isPresent()) {
            return Observation.present(new Program(brought.get().link(name), false));
        }
        var found = host.program(name, account);
        return found.found().filter(this::goes).isPresent() ? host.systemProgram(name) : found;
    }

    /** The directory that a daemon runs from which has been started with the declared programs. */
    static Optional<ProgramsOrder> declared(Declaration.User user, HostView host) {
        return new ProgramSources(user.settings(), user.account(), host).order().found();
    }

    private boolean goes(Program program) {
        var any = new ProgramsOrder(sources.root(), sources.bin(), "any", List.of());
        return !sources.declared() && sources.bin().equals(program.path().getParent())
                && host.releases(account).link(program.path()).found()
                        .filter(target -> any.current().equals(target.getParent())).isPresent();
    }
}
