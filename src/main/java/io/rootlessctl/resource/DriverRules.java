package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.SourceIp;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Order;
import io.rootlessctl.resource.DriverRows.NetworkRow;
import io.rootlessctl.resource.DriverRows.PortRow;
import io.rootlessctl.resource.DriverRows.SourceAddress;
import io.rootlessctl.resource.DriverRows.Trait;
import io.rootlessctl.resource.NetworkChoice.Pair;
import io.rootlessctl.resource.NetworkChoice.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The pair of drivers for what is declared and what is there: the first that nothing speaks against. */
final class DriverRules {

    private final Network network;
    private final boolean publishes;
    private final NetworkFacts facts;

    /** @param missing whether installing a program would help */
    private record Objection(String why, boolean missing) {}

    private record Candidate(NetworkRow network, PortRow port) {
        Pair pair() {
            return new Pair(network.driver(), port.driver());
        }
    }

    DriverRules(Settings settings, NetworkFacts facts) {
        this(settings.network(), settings, facts);
    }

    private DriverRules(Network network, Settings settings, NetworkFacts facts) {
        this.network = network;
        this.publishes = !settings.ports().publish().isEmpty();
        this.facts = facts;
    }

    /** What becomes of a file that has no word on the network. */
    static DriverRules undeclared(Settings settings, NetworkFacts facts) {
        return new DriverRules(Network.UNDECLARED, settings, facts);
    }

    NetworkChoice choose() {
        return Stream.<Supplier<Optional<String>>>of(this::bypass, this::detached, this::overlap)
                .flatMap(rule -> rule.get().stream()).findFirst()
                .<NetworkChoice>map(Refused::new).orElseGet(this::pair);
    }

    /** A program that is not there yet may still be installed, by the same apply: only what cannot be is refused. */
    private NetworkChoice pair() {
        var declared = candidates().filter(this::declared).toList();
        for (boolean missing : List.of(false, true)) {
            for (var candidate : declared) {
                var objection = objection(candidate);
                if (objection.isEmpty() || missing && objection.get().missing()) {
                    return candidate.pair();
                }
            }
        }
        // What is too old says more than what was not wanted.
        var why = declared.stream().min(Order.last(this::unwanted)).flatMap(this::objection)
                .map(Objection::why).orElse("network.port-driver: these two drivers do not go together");
        return new Refused(why + "; " + nearest());
    }

    /** All pairs there are, the driver that the script takes by itself and what is declared first. */
    private Stream<Candidate> candidates() {
        var own = network.driver().orElseGet(facts::byItself);
        return DriverRows.NETWORKS.stream()
                .sorted(Order.last(row -> row.driver() != own))
                .flatMap(row -> DriverRows.PORTS.stream().filter(port -> port.networks().containsKey(row.driver()))
                        .sorted(Order.last(port -> port.driver() != facts.portByItself(row.driver())))
                        .map(port -> new Candidate(row, port)));
    }

    private boolean declared(Candidate candidate) {
        return network.driver().map(candidate.network().driver()::equals).orElse(true)
                && network.portDriver().map(candidate.port().driver()::equals).orElse(true);
    }

    private String nearest() {
        return candidates().filter(candidate -> objection(candidate).isEmpty()).findFirst()
                .map(found -> "the nearest that works here is network.driver = \"" + Settings.spelled(found.network().driver())
                        + "\" with network.port-driver = \"" + Settings.spelled(found.port().driver()) + "\"")
                .orElse("no other driver that is installed here does it");
    }

    private Optional<Objection> objection(Candidate candidate) {
        var row = candidate.network();
        return facts.unfit(row).map(text -> "network.driver: " + text)
                .or(() -> facts.unfit(candidate.port(), row).map(text -> "network.port-driver: " + text))
                .or(() -> unwanted(row)).or(() -> unwanted(candidate.port()))
                .map(text -> new Objection(text, false))
                .or(() -> facts.missing(row).map(text -> new Objection("network.driver: " + text, true)));
    }

    private boolean unwanted(Candidate candidate) {
        return unwanted(candidate.network()).isPresent() || unwanted(candidate.port()).isPresent();
    }

    private Optional<String> unwanted(NetworkRow row) {
        var lacks = new ArrayList<String>();
        var name = Settings.spelled(row.driver());
        if (network.cidr().isPresent() && !row.traits().contains(Trait.CIDR)) {
            lacks.add("network.cidr: " + name + " has no network to choose");
        }
        if (network.ipv6().orElse(false)) {
            facts.withoutIpv6(row).ifPresent(text -> lacks.add("network.ipv6: " + text));
        }
        if (network.hostLoopback().orElse(false) && !row.traits().contains(Trait.HOST_LOOPBACK)) {
            lacks.add("network.host-loopback: " + name + " has no way to the host's loopback");
        }
        return lacks.stream().findFirst();
    }

    private Optional<String> unwanted(PortRow row) {
        var name = Settings.spelled(row.driver());
        if (network.sourceIp() == SourceIp.PRESERVE && row.source() != SourceAddress.KEPT) {
            return Optional.of("network.source-ip: port driver " + name + " does not keep the client's address");
        }
        return publishes && !row.takesPorts()
                ? Optional.of("ports.publish: port driver " + name + " takes no ports while it runs") : Optional.empty();
    }

    private Optional<String> bypass() {
        return network.bypass4netns() ? Optional.of("network.bypass4netns: " + BYPASS4NETNS
                + (facts.bypass4netns() ? "" : "; the program is not found here either")
                + "; take the key out of the file") : Optional.empty();
    }

    static final String BYPASS4NETNS = "no driver of RootlessKit that a daemon could be started with: it runs beside it "
            + "and each container joins by itself, docker run --security-opt seccomp=FILE with its own profile";

    private Optional<String> detached() {
        return network.detachNetns().orElse(false)
                ? facts.version("dockerd").filter(found -> !found.atLeast(DriverRows.DETACHES))
                        .map(found -> "network.detach-netns: needs dockerd " + DriverRows.DETACHES + " or newer, found " + found
                                + "; upgrade it, or declare \"auto\" or false")
                : Optional.empty();
    }

    private Optional<String> overlap() {
        return network.cidr().flatMap(Ipv4Network::parse).flatMap(cidr -> {
            var hosts = facts.overlapping(cidr);
            return hosts.isEmpty() ? Optional.empty() : Optional.of("network.cidr: " + cidr + " overlaps with "
                    + String.join(", ", hosts) + " of this host, which containers could not reach any more; "
                    + facts.free().map(free -> free + " is free").orElse("declare one that is free"));
        });
    }
}
