package io.rootlessctl.render;

import io.rootlessctl.resource.NetworkTable;
import io.rootlessctl.resource.NetworkTable.Drivers;
import io.rootlessctl.resource.NetworkTable.Network;
import io.rootlessctl.resource.NetworkTable.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code explain network} prints for people. */
public final class NetworkText {
    private final NetworkTable table;
    private final Style style;

    private NetworkText(NetworkTable table, Style style) {
        this.table = table;
        this.style = style;
    }

    public static String render(NetworkTable table, Style style) {
        var text = new NetworkText(table, style);
        return Sections.joined(List.of(text.networks(), text.ports(), text.choice(), List.of(
                "Speeds in Gbit/s are RootlessKit's published benchmark, at the MTU shown, and not of this host.")));
    }

    private List<String> networks() {
        var versions = Stream.of(table.docker().map(version -> "docker " + version),
                        table.rootlessKit().map(version -> "rootlesskit " + version))
                .flatMap(Optional::stream).collect(Collectors.joining(", "));
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DRIVER", "GBIT/S", "MTU", "IPV6", "CIDR", "HOST LOOPBACK", "HERE"));
        table.networks().forEach(row -> rows.add(network(row)));
        return headed("Network drivers of " + Shown.line(table.user())
                + (versions.isEmpty() ? "" : " (" + versions + ")") + ":", rows);
    }

    private static List<String> network(Network row) {
        return List.of(row.driver(), Double.toString(row.speed()), Integer.toString(row.mtu()), yes(row.ipv6()),
                yes(row.cidr()), yes(row.hostLoopback()),
                here(row.hindrance(), row.version().map(version -> ", " + version).orElse("")));
    }

    private List<String> ports() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DRIVER", "GBIT/S", "SOURCE IP", "IPV6", "PUBLISH", "WITH", "HERE"));
        table.ports().forEach(row -> rows.add(port(row)));
        return headed("Port drivers:", rows);
    }

    private static List<String> port(Port row) {
        return List.of(row.driver(), row.speed().map(Object::toString).orElse("-"), row.source(), yes(row.ipv6()),
                yes(row.publishes()), row.networks().size() > 1 ? "any" : row.networks().getFirst(),
                here(row.hindrance(), ""));
    }

    private List<String> choice() {
        var lines = new ArrayList<String>();
        lines.add(style.bold("auto") + " takes " + pair(table.auto()) + ": " + table.why() + ".");
        table.declared().ifPresent(pair -> lines.add("What is declared comes to " + pair(pair) + "."));
        table.refusal().ifPresent(why -> lines.add("What is declared cannot be had: " + Sections.text(why) + "."));
        lines.add("The containers' network is " + table.cidr() + ", which " + (table.overlaps().isEmpty()
                ? "overlaps with none of this host." : "overlaps with " + String.join(", ", table.overlaps())
                        + " of this host; declare another network.cidr."));
        lines.add("bypass4netns: " + table.bypass4netns() + ".");
        return lines;
    }

    private static String pair(Drivers drivers) {
        return drivers.network() + " with port driver " + drivers.port();
    }

    private List<String> headed(String heading, List<List<String>> rows) {
        var lines = new ArrayList<>(List.of(style.bold(heading)));
        lines.addAll(Columns.lines(rows));
        return lines;
    }

    private static String here(Optional<String> hindrance, String version) {
        return hindrance.map(why -> "no: " + Sections.text(why)).orElse("yes" + version);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}
