package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.Privileged;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * cap_net_bind_service on a rootlesskit, for {@code ports.privileged = "capability"}. The file carries it, so a package
 * upgrade that replaces the file takes it away; and whoever may change the file would get it for a program of their own.
 */
final class BindCapability implements ResourceKind<BindCapability.Wish, String> {
    private static final String CAPABILITY = "cap_net_bind_service";
    private static final String ALONE = CAPABILITY + "=ep";
    private static final String YES = "true";

    /**
     * @param wanted false when no user needs it any more
     * @param former what the file had before us; empty where that is not known
     */
    record Wish(Path program, boolean wanted, Optional<String> former) {}

    @Override
    public String name() {
        return "capability";
    }

    @Override
    public Set<String> keys() {
        return Set.of("ports.privileged");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var wishes = new TreeMap<String, Wish>();
        if (declaration.decides(host)) {
            last.names(Scope.HOST, name()).forEach(path -> wishes.put(path, new Wish(Path.of(path), false, former(path, last))));
        }
        declaration.users().stream().filter(BindCapability::asks)
                .flatMap(user -> AppArmorProfile.rootlessKit(user, host).stream())
                .forEach(program -> wishes.put(program.toString(), new Wish(program, true, Optional.empty())));
        return wishes.values().stream()
                .map(wish -> new Desired<>(new Address(name(), wish.program().toString()), Scope.HOST, wish)).toList();
    }

    private Optional<String> former(String path, LastApplied last) {
        return last.at(Scope.HOST, new Address(name(), path)).undo().steps().stream()
                .flatMap(step -> step instanceof Step.SetCapabilities(_, var text) ? Stream.of(text) : Stream.of())
                .findFirst();
    }

    private static boolean asks(Declaration.User user) {
        return user.wanted()
                && user.settings().ports().privileged().filter(Privileged.CAPABILITY::equals).isPresent();
    }

    @Override
    public Observation<String> observe(Wish desired, HostView host) {
        return host.capabilities(desired.program(), host.caller());
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.wanted() ? Map.of(CAPABILITY, YES) : Map.of());
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<String> observed) {
        return new TreeMap<>(gives(observed) ? Map.of(CAPABILITY, YES) : Map.of());
    }

    /** @param capabilities of a file */
    static boolean gives(Observation<String> capabilities) {
        return capabilities.found().stream().flatMap(text -> Stream.of(text.split(" "))).anyMatch(BindCapability::given);
    }

    /** @param clause names and flags, {@code cap_net_bind_service,cap_net_raw=ep} */
    private static boolean given(String clause) {
        var parts = clause.split("[=+]", 2);
        return parts.length == 2 && List.of(parts[0].split(",")).contains(CAPABILITY)
                && parts[1].contains("e") && parts[1].contains("p");
    }

    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().filter(Declaration.User::wanted).flatMap(user -> AppArmorProfile.rootlessKit(user, host)
                .filter(program -> gives(host.capabilities(program, host.caller())))
                .map(program -> (Existing) user.found("ports", "privileged", "capability", "getcap " + program)).stream())
                .toList();
    }

    @Override
    public Proposal propose(Wish desired, Observation<String> observed, List<FieldDiff> diffs, HostView host) {
        var objection = RootOwned.objection(desired.program(), host);
        if (objection.isPresent()) {
            return Proposal.hindered(objection.get() + "; a capability is given to no program that a user could exchange: "
                    + "use a rootlesskit of the distribution, or declare ports.privileged = \"sysctl\"");
        }
        var now = observed.found().orElse("");
        if (!desired.wanted()) {
            var former = desired.former().or(() -> now.equals(ALONE) ? Optional.of("") : Optional.empty());
            return former.isPresent() ? Proposal.of(new Step.SetCapabilities(desired.program(), former.get()))
                    : Proposal.hindered(desired.program() + ": has other capabilities too (" + now + "); set those that "
                            + "shall stay with setcap");
        }
        var whole = now.isEmpty() ? ALONE : now + " " + CAPABILITY + "+ep";
        var lost = diffs.getFirst().lastApplied().isPresent();
        return Proposal.of(new Step.SetCapabilities(desired.program(), whole))
                .because((lost ? "it was set before: an upgrade has replaced the file; " : "")
                        + "RootlessKit has it from its next start on");
    }
}
