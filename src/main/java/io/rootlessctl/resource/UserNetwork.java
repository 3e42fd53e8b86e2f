package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.SourceIp;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.resource.NetworkChoice.Pair;
import io.rootlessctl.resource.NetworkChoice.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether what is declared of a user's network can be had on this host. Nothing is ever done here: what cannot be is
 * blocked, and the files that would ask for it, and the daemon, wait for it.
 */
final class UserNetwork implements ResourceKind<UserNetwork.Wish, NetworkChoice> {
    private static final String FITS = "fits-host";
    private static final Map<String, String> YES = Map.of(FITS, "yes");

    /** @param asks whether anything is declared that a host may not have */
    record Wish(Declaration.User user, boolean asks) {}

    /** The drivers that the files have to name, for the script would take others or they are declared. */
    record Named(Optional<NetworkDriver> network, Optional<PortDriver> port) {}

    @Override
    public String name() {
        return "network";
    }

    @Override
    public Set<String> keys() {
        return Set.of("network.driver", "network.port-driver", "network.source-ip", "network.bypass4netns");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            boolean asks = user.wanted() && asks(user.settings().network());
            found.add(new Desired<>(new Address(name(), user.name()), user.scope(), new Wish(user, asks)));
        }
        return found;
    }

    private static boolean asks(Network network) {
        return network.driver().isPresent() || network.portDriver().isPresent() || network.cidr().isPresent()
                || network.ipv6().orElse(false) || network.hostLoopback().orElse(false)
                || network.detachNetns().orElse(false)
                || network.sourceIp() == SourceIp.PRESERVE || network.bypass4netns();
    }

    /** What is declared, and what it takes: most need no look at the host's programs. */
    static Named named(Settings settings, Account account, HostView host) {
        var network = settings.network();
        var facts = new NetworkFacts(host, account, settings);
        boolean preserve = network.sourceIp() == SourceIp.PRESERVE;
        boolean open = network.driver().isEmpty() && (network.cidr().isPresent() || network.ipv6().orElse(false)
                || network.hostLoopback().orElse(false) || network.portDriver().isPresent() || facts.withoutOwn());
        boolean pasta = network.driver().filter(NetworkDriver.PASTA::equals).isPresent();
        if (!preserve && !open && !(pasta && network.portDriver().isEmpty())) {
            return new Named(network.driver(), network.portDriver());
        }
        return switch (new DriverRules(settings, facts).choose()) {
            case Pair(var driver, var port) -> new Named(
                    Optional.of(driver).filter(chosen -> network.driver().isPresent() || chosen != facts.byItself()),
                    Optional.of(port).filter(_ -> preserve || network.portDriver().isPresent()
                            || driver == NetworkDriver.PASTA));
            case Refused _ -> new Named(network.driver(), network.portDriver());
        };
    }

    /** The one whose program has to be there; the programs are asked only where the usual one is missing. */
    static NetworkDriver driver(Settings settings, Account account, HostView host) {
        return named(settings, account, host).network().orElseGet(() ->
                new ProgramSearch(settings, account, host).find("slirp4netns").found().isPresent()
                        ? NetworkDriver.SLIRP4NETNS : new NetworkFacts(host, account, settings).byItself());
    }

    @Override
    public Observation<NetworkChoice> observe(Wish desired, HostView host) {
        return desired.asks()
                ? Observation.present(new DriverRules(
                        desired.user().settings(), new NetworkFacts(host, desired.user().account(), desired.user().settings())).choose())
                : Observation.absent();
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.asks() ? YES : Map.of());
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<NetworkChoice> observed) {
        return new TreeMap<>(observed.found().filter(Pair.class::isInstance).isPresent() ? YES : Map.of());
    }

    @Override
    public Proposal propose(
            Wish desired, Observation<NetworkChoice> observed, List<FieldDiff> diffs, HostView host) {
        return observed.found().filter(Refused.class::isInstance).map(Refused.class::cast)
                .map(refused -> Proposal.hindered(refused.why())).orElseGet(Proposal::of);
    }
}
