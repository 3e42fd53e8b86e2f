package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A user that the manifest names; created if it asks for it, never changed and never removed. */
final class UserAccount implements ResourceKind<UserAccount.Named, Account> {

    record Named(String name, boolean create) {}

    @Override
    public String name() {
        return "user";
    }

    @Override
    public List<Desired<Named>> declare(Declaration declaration, LastApplied last, HostView host) {
        return declaration.entries().stream()
                .map(entry -> new Desired<>(
                        new Address(name(), entry.name()), Scope.HOST, new Named(entry.name(), entry.create())))
                .toList();
    }

    @Override
    public Observation<Account> observe(Named desired, HostView host) {
        return host.account(desired.name());
    }

    @Override
    public SortedMap<String, String> desired(Named desired) {
        return new TreeMap<>(Map.of("account", "present"));
    }

    @Override
    public SortedMap<String, String> observed(Named desired, Observation<Account> observed) {
        return observed.found().isPresent() ? desired(desired) : new TreeMap<>();
    }

    @Override
    public Proposal propose(Named desired, Observation<Account> observed, List<FieldDiff> diffs, HostView host) {
        var proposal = Proposal.of(new Step.CreateUser(desired.name()))
                .because(desired.name() + "'s own changes are planned once the account is there");
        return desired.create() ? proposal
                : proposal.butNot("there is no user " + desired.name() + ", and create = true is not declared");
    }
}
