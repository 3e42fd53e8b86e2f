package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A user that the manifest names; created if it asks for it, never changed and never removed: its home is its own. */
final class UserAccount implements ResourceKind<UserAccount.Named, Account> {

    private static final String ACCOUNT = "account";

    /**
     * @param wanted false when the user leaves
     * @param created whether an apply of ours has made the account
     */
    record Named(String name, boolean create, boolean wanted, boolean created) {}

    @Override
    public String name() {
        return "user";
    }

    @Override
    public List<Desired<Named>> declare(Declaration declaration, LastApplied last, HostView host) {
        return declaration.entries().stream()
                .map(entry -> desired(entry, last.at(Scope.HOST, new Address(name(), entry.name())), declaration))
                .toList();
    }

    private Desired<Named> desired(UserEntry entry, Applied last, Declaration declaration) {
        boolean created = last.set().containsKey(ACCOUNT) && last.created();
        return new Desired<>(new Address(name(), entry.name()), Scope.HOST,
                new Named(entry.name(), entry.create(), !declaration.leaves(), created));
    }

    @Override
    public Observation<Account> observe(Named desired, HostView host) {
        return host.account(desired.name());
    }

    @Override
    public SortedMap<String, String> desired(Named desired) {
        return new TreeMap<>(desired.wanted() ? Map.of(ACCOUNT, "present") : Map.of());
    }

    @Override
    public SortedMap<String, String> observed(Named desired, Observation<Account> observed) {
        return new TreeMap<>(observed.found().isPresent() ? Map.of(ACCOUNT, "present") : Map.of());
    }

    @Override
    public Set<String> letBe(Named desired) {
        return desired.wanted() ? Set.of() : Set.of(ACCOUNT);
    }

    @Override
    public List<String> warnings(Named desired, Observation<Account> observed) {
        return desired.wanted() || !desired.created() || observed.found().isEmpty() ? List.of()
                : List.of("was created by an apply and stays, with its home; userdel --remove " + desired.name()
                        + " takes it away");
    }

    @Override
    public Proposal propose(Named desired, Observation<Account> observed, List<FieldDiff> diffs, HostView host) {
        var proposal = Proposal.of(new Step.CreateUser(desired.name()))
                .because(desired.name() + "'s own changes are planned once the account is there");
        return desired.create() ? proposal
                : proposal.butNot("there is no user " + desired.name() + ", and create = true is not declared");
    }
}
