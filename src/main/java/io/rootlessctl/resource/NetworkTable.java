package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Version;
import io.rootlessctl.resource.DriverRows.NetworkRow;
import io.rootlessctl.resource.DriverRows.PortRow;
import io.rootlessctl.resource.DriverRows.SourceAddress;
import io.rootlessctl.resource.DriverRows.Trait;
import io.rootlessctl.resource.NetworkChoice.Pair;
import io.rootlessctl.resource.NetworkChoice.Refused;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every driver of RootlessKit on one host, for a person who chooses among them.
 *
 * @param docker its version; empty where it is not there or does not say
 * @param auto the pair that is taken when nothing is declared, and why
 * @param declared the pair that the manifest's network comes to
 * @param refusal why it comes to none
 * @param cidr the containers' network
 * @param overlaps the host's own networks that share addresses with it
 * @param bypass4netns what it is and whether it is there
 */
public record NetworkTable(
        String user, Optional<Version> docker, Optional<Version> rootlessKit, List<Network> networks, List<Port> ports,
        Drivers auto, String why, Optional<Drivers> declared, Optional<String> refusal, Ipv4Network cidr,
        List<String> overlaps, String bypass4netns) {
    private static final Ipv4Network USUAL = Ipv4Network.parse(DriverRows.USUAL_CIDR).orElseThrow();

    public record Drivers(String network, String port) {}

    /**
     * @param speed in Gbit/s from a container to the host, at {@code mtu}, as RootlessKit has published it
     * @param version of its program; empty where it has none or it does not say
     * @param hindrance why it cannot be had here; empty where it can
     */
    public record Network(
            String driver, double speed, int mtu, boolean ipv6, boolean cidr, boolean hostLoopback,
            Optional<Version> version, Optional<String> hindrance) {}

    /**
     * @param speed in Gbit/s from the host to a published port; empty where nobody has published any
     * @param source what becomes of the client's address here, {@code kept}, {@code lost} or {@code kept for TCP}
     * @param publishes whether ports can be published while it runs
     * @param networks the network drivers it goes with
     */
    public record Port(
            String driver, Optional<Double> speed, String source, boolean ipv6, boolean publishes, List<String> networks,
            Optional<String> hindrance) {
        public Port {
            networks = List.copyOf(networks);
        }
    }

    public NetworkTable {
        networks = List.copyOf(networks);
        ports = List.copyOf(ports);
        overlaps = List.copyOf(overlaps);
    }

    public static NetworkTable of(Declaration.User user, HostView host) {
        var facts = new NetworkFacts(host, user.account(), user.settings());
        var choice = new DriverRules(user.settings(), facts).choose();
        var auto = auto(user.settings(), facts);
        var cidr = user.settings().network().cidr().flatMap(Ipv4Network::parse).orElse(USUAL);
        return new NetworkTable(
                user.name(), facts.version("dockerd"), facts.version("rootlesskit"),
                DriverRows.NETWORKS.stream().map(row -> network(row, facts)).toList(),
                DriverRows.PORTS.stream().map(row -> port(row, facts)).toList(),
                drivers(auto), why(auto, facts),
                choice instanceof Pair pair ? Optional.of(drivers(pair)) : Optional.empty(),
                choice instanceof Refused refused ? Optional.of(refused.why()) : Optional.empty(),
                cidr, facts.overlapping(cidr),
                (facts.bypass4netns() ? "installed; " : "not found; ") + DriverRules.BYPASS4NETNS);
    }

    private static Pair auto(Settings settings, NetworkFacts facts) {
        var own = facts.byItself();
        return facts.withoutOwn() && DriverRules.undeclared(settings, facts).choose() instanceof Pair pair
                ? pair : new Pair(own, facts.portByItself(own));
    }

    private static Drivers drivers(Pair pair) {
        return new Drivers(Settings.spelled(pair.network()), Settings.spelled(pair.port()));
    }

    private static Network network(NetworkRow row, NetworkFacts facts) {
        return new Network(
                Settings.spelled(row.driver()), row.speed(), row.mtu(), facts.withoutIpv6(row).isEmpty(),
                row.traits().contains(Trait.CIDR), row.traits().contains(Trait.HOST_LOOPBACK),
                row.program().flatMap(facts::version), hindrance(row, facts));
    }

    private static Optional<String> hindrance(NetworkRow row, NetworkFacts facts) {
        return facts.unfit(row).or(() -> facts.missing(row));
    }

    private static Port port(PortRow row, NetworkFacts facts) {
        var fitting = DriverRows.NETWORKS.stream().filter(network -> row.networks().containsKey(network.driver())).toList();
        var hindrances = fitting.stream().map(network -> hindrance(network, facts)
                .or(() -> facts.unfit(row, network))).toList();
        boolean somewhere = hindrances.stream().anyMatch(Optional::isEmpty);
        return new Port(
                Settings.spelled(row.driver()), row.speed() > 0 ? Optional.of(row.speed()) : Optional.empty(),
                source(row.source(), facts),
                row.ipv6() && fitting.stream().anyMatch(network -> facts.withoutIpv6(network).isEmpty()), row.takesPorts(),
                fitting.stream().map(network -> Settings.spelled(network.driver())).toList(),
                somewhere ? Optional.empty() : hindrances.getFirst());
    }

    private static String source(SourceAddress source, NetworkFacts facts) {
        return switch (source) {
            case KEPT -> "kept";
            case LOST -> "lost";
            case KEPT_FOR_TCP -> facts.version("rootlesskit").filter(found -> found.atLeast(DriverRows.KEEPS_SOURCES))
                    .map(_ -> "kept for TCP").orElse("lost");
        };
    }

    private static String why(Pair auto, NetworkFacts facts) {
        var order = facts.order().stream().map(Settings::spelled).collect(Collectors.joining(", "));
        return "dockerd-rootless.sh takes the first that it finds of " + order
                + (facts.withoutOwn() && auto.network() != facts.byItself() ? "; it finds none, so this one is named to it" : "");
    }
}
